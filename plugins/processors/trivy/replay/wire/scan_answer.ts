import { type Layer, type Package, readLayer, readPackage } from "./package.ts";
import { readSecret, type Secret } from "./secret.ts";
import { readVulnerability, type Vulnerability } from "./vulnerability.ts";
import { WireReader } from "./wire_reader.ts";

/** A server's answer to the request for a scan. */
export interface ScanAnswer {
  readonly os: OperatingSystem | undefined;
  readonly results: readonly AnsweredResult[];
  /** Since Trivy 0.62. */
  readonly layers: readonly Layer[];
}

/** The operating system that was found in an image. */
export interface OperatingSystem {
  readonly family: string;
  readonly name: string;
  readonly isEndOfLife: boolean;
}

/** One part of an answer, which becomes one of Trivy's report. */
export interface AnsweredResult {
  readonly target: string;
  readonly class: string;
  readonly type: string;
  readonly vulnerabilities: readonly Vulnerability[];
  readonly secrets: readonly Secret[];
  readonly packages: readonly Package[];
  /** How many findings of other kinds there are: misconfigurations, licences, and what modules add. */
  readonly others: number;
}

/**
 * Reads the answer to the request for a scan.
 *
 * @throws {WireError} Also where it has a field that is not known: there might be findings in it
 */
export function readScanAnswer(bytes: Uint8Array): ScanAnswer {
  const reader = new WireReader(bytes);
  const results: AnsweredResult[] = [];
  const layers: Layer[] = [];
  let os: OperatingSystem | undefined;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) os = reader.readMessage(readSystem);
    else if (field === 3) results.push(reader.readMessage(readResult));
    else if (field === 4) layers.push(reader.readMessage(readLayer));
    else reader.refuse("an answer");
  }
  return { os, results, layers };
}

function readSystem(reader: WireReader): OperatingSystem {
  const system = { family: "", name: "", isEndOfLife: false };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) system.family = reader.readString();
    else if (field === 2) system.name = reader.readString();
    else if (field === 3) system.isEndOfLife = reader.readBool();
    else reader.skip();
  }
  return system;
}

function readResult(reader: WireReader): AnsweredResult {
  const vulnerabilities: Vulnerability[] = [];
  const secrets: Secret[] = [];
  const packages: Package[] = [];
  const result = { target: "", class: "", type: "", vulnerabilities, secrets, packages, others: 0 };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    switch (field) {
      case 1:
        result.target = reader.readString();
        break;
      case 2:
        vulnerabilities.push(reader.readMessage(readVulnerability));
        break;
      case 3:
        result.type = reader.readString();
        break;
      case 4:
      case 7:
      case 9:
        result.others += 1;
        reader.skip();
        break;
      case 5:
        packages.push(reader.readMessage(readPackage));
        break;
      case 6:
        result.class = reader.readString();
        break;
      case 8:
        secrets.push(reader.readMessage(readSecret));
        break;
      default:
        reader.refuse("a result");
    }
  }
  return result;
}
