import type { PipelineConfig } from "../../core/mod.ts";

/** A pipeline that `scan init` sets up: a preset with a few options, and the list that its targets are in. */
export interface Preset {
  /** The preset's name, and the pipeline's. */
  readonly name: string;
  readonly hint: string;
  readonly isDefault: boolean;
  /** The file of the targets, as it is before the first of them is written into it. */
  readonly file: { readonly name: string; readonly text: string };
  /** What is to be done before the first run. */
  readonly next: string;
  /** What the preset is called with. */
  readonly options: Readonly<Record<string, string | number>>;
  /** Loads the preset and calls it with the options. */
  loadPipeline(): Promise<PipelineConfig>;
}

const SEVERITY = `# The least severity to report: 1 UNKNOWN and up, 2 LOW, 3 MEDIUM, 4 HIGH, 5 CRITICAL only
severity=4
`;

const IMAGES = `# The images to scan, one reference a line. A line that begins with # is a comment.
#
#   nginx:1.27
#   registry.example.com:5000/team/app:2.0

${SEVERITY}`;

const DOCKERFILES = `# The Dockerfiles to build and scan, one path a line. A line that begins with # is a comment.
#
#   app/Dockerfile
#   services/web/Dockerfile.prod

${SEVERITY}`;

const NAMESPACES = `# The namespaces (organisations and users) of the registry whose tags are reviewed
Namespaces:
#  - dev
#  - operations
`;

const REMOTE = { file: "input_images.txt", jobs: 2 };
const LOCAL = { file: "input_images_files.txt", jobs: 1 };
const DTR = { file: "namespaces.yaml", jobs: 8 };

/** What can be set up. */
export const PRESETS: readonly Preset[] = [
  {
    name: "remote",
    hint: "images from registries, named in a list",
    isDefault: true,
    file: { name: REMOTE.file, text: IMAGES },
    next: `Write the references of your images into ${REMOTE.file}, one per line`,
    options: REMOTE,
    loadPipeline: async () => (await import("../remote.ts")).remote(REMOTE),
  },
  {
    name: "local",
    hint: "Dockerfiles named in a list: built, scanned, removed",
    isDefault: false,
    file: { name: LOCAL.file, text: DOCKERFILES },
    next: `Write the paths of your Dockerfiles into ${LOCAL.file}, one per line`,
    options: LOCAL,
    loadPipeline: async () => (await import("../local.ts")).local(LOCAL),
  },
  {
    name: "dtr",
    hint: "tags of a Docker Trusted Registry, which scans them itself",
    isDefault: false,
    file: { name: DTR.file, text: NAMESPACES },
    next: `Write the namespaces into ${DTR.file}, and set DTR_URL, DTR_USER and DTR_TOKEN`,
    options: DTR,
    loadPipeline: async () => (await import("../dtr.ts")).dtr(DTR),
  },
];
