import type { WireReader } from "./wire_reader.ts";

/** A layer of an image, as Trivy names it with what it finds there. */
export interface Layer {
  readonly digest: string;
  readonly diffId: string;
}

/** A package that was found in an image. */
export interface Package {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch: number;
  readonly filePath: string;
  readonly purl: string;
  readonly licenses: readonly string[];
  readonly layer: Layer | undefined;
}

export function readLayer(reader: WireReader): Layer {
  const layer = { digest: "", diffId: "" };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) layer.digest = reader.readString();
    else if (field === 2) layer.diffId = reader.readString();
    else reader.skip();
  }
  return layer;
}

/** Reads the package URL out of the names that a package has. */
export function readPurl(reader: WireReader): string {
  let purl = "";
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) purl = reader.readString();
    else reader.skip();
  }
  return purl;
}

export function readPackage(reader: WireReader): Package {
  const found = {
    id: "",
    name: "",
    version: "",
    release: "",
    epoch: 0,
    filePath: "",
    purl: "",
    licenses: [] as string[],
    layer: undefined as Layer | undefined,
  };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    switch (field) {
      case 1:
        found.name = reader.readString();
        break;
      case 2:
        found.version = reader.readString();
        break;
      case 3:
        found.release = reader.readString();
        break;
      case 4:
        found.epoch = reader.readInteger();
        break;
      case 11:
        found.layer = reader.readMessage(readLayer);
        break;
      case 12:
        found.filePath = reader.readString();
        break;
      case 13:
        found.id = reader.readString();
        break;
      case 15:
        found.licenses.push(reader.readString());
        break;
      case 19:
        found.purl = reader.readMessage(readPurl);
        break;
      default:
        reader.skip();
    }
  }
  return found;
}
