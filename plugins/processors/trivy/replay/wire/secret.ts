import { type Layer, readLayer } from "./package.ts";
import type { WireReader } from "./wire_reader.ts";

/** A secret that was found in an image. */
export interface Secret {
  readonly ruleId: string;
  readonly category: string;
  readonly severity: string;
  readonly title: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly match: string;
  readonly layer: Layer | undefined;
}

export function readSecret(reader: WireReader): Secret {
  let layer: Layer | undefined;
  const secret = { ruleId: "", category: "", severity: "", title: "", startLine: 0, endLine: 0, match: "" };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    switch (field) {
      case 1:
        secret.ruleId = reader.readString();
        break;
      case 2:
        secret.category = reader.readString();
        break;
      case 3:
        secret.severity = reader.readString();
        break;
      case 4:
        secret.title = reader.readString();
        break;
      case 5:
        secret.startLine = reader.readInteger();
        break;
      case 6:
        secret.endLine = reader.readInteger();
        break;
      case 8:
        secret.match = reader.readString();
        break;
      case 10:
        layer = reader.readMessage(readLayer);
        break;
      default:
        reader.skip();
    }
  }
  return { ...secret, layer };
}
