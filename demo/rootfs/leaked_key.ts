import type { Layer } from "../oci_image.ts";

/**
 * A settings file with something in it that has the form of an AWS access key and opens nothing. It is put together
 * here, so that no scanner takes this source file for a leak.
 */
export function leakedKeyLayer(): Layer {
  const keyId = ["AK", "IA", "QYLP", "MN5H", "HHFP", "ZAM2"].join("");
  return { "srv/app/settings.env": `LOG_LEVEL=info\nAWS_ACCESS_KEY_ID=${keyId}\nAWS_REGION=eu-central-1\n` };
}
