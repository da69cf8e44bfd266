import type { ImageFacts, ScanData, ScanFacts } from "../../../../core/mod.ts";

type Facts = Readonly<Record<string, unknown>>;

/**
 * What is known of a scan besides its findings, by the keys of the report. Where a second scanner says another thing
 * under one key, the key has its name in front.
 */
export function toScanDetails({ image, scans = [] }: Readonly<Partial<ScanData>>): Facts {
  if (scans.length === 0) return {};
  return { ...join(scans, describeScanner), ...(image && describeImage(image)), ...join(scans, describeScan) };
}

/** What is said of each scan, in one object. */
function join(scans: readonly ScanFacts[], describe: (scan: ScanFacts) => Facts): Facts {
  const details: Record<string, unknown> = {};
  for (const scan of scans) {
    for (const [key, value] of Object.entries(describe(scan))) {
      const isTaken = Object.hasOwn(details, key) && details[key] !== value;
      details[isTaken ? `${scan.scanner.name}_${key}` : key] = value;
    }
  }
  return details;
}

function describeScanner({ scanner, database }: ScanFacts): Facts {
  return {
    scanner: scanner.name,
    ...(scanner.version !== undefined && { scanner_version: scanner.version }),
    ...(database !== undefined && { db_updated_at: database.builtAt }),
  };
}

function describeScan({ origin, attempts, scannedAs, cacheKey, scannedAt }: ScanFacts): Facts {
  return {
    attempts,
    ...(scannedAs !== undefined && { scanned_as: scannedAs }),
    ...(origin === "rematch" && { rematched: true }),
    ...((origin === "cache" || cacheKey !== undefined) && { cached: true }),
    ...(cacheKey !== undefined && { cache_key: cacheKey, scanned_at: scannedAt.replace(/Z$/, "+00:00") }),
  };
}

/** The report calls a registry `remote`, as Trivy does. */
function describeImage({ digest, platform, source, imageId, os }: ImageFacts): Facts {
  return {
    ...(digest !== undefined && { digest }),
    ...(platform !== undefined && { platform }),
    image_source: source.replace("registry", "remote"),
    ...(imageId !== undefined && { image_id: imageId }),
    ...(os && { os: `${os.family} ${os.version}`.trim(), end_of_life: os.isEndOfLife === true }),
  };
}
