import { defineErrors } from "../../../../core/mod.ts";

/** What was being done and, where Docker or the system says so, why it did not work. */
interface Trouble {
  /** `build "app/Dockerfile"`, `use Docker`. */
  readonly doing: string;
  readonly reason?: string | undefined;
  /** The last lines of a build's log. */
  readonly log?: string | undefined;
}

function because(cause: string) {
  return ({ doing, reason, log }: Trouble) => {
    const why = reason === undefined ? "" : ` (${reason})`;
    return `Cannot ${doing}: ${cause}${why}${log === undefined ? "" : `\n${log}`}`;
  };
}

/** The errors of plugins that use Docker. */
export const dockerError = defineErrors({
  DOCKER_NOT_FOUND: {
    message: (d: { reason: string }) => d.reason,
    hint: "Install Docker (https://docs.docker.com/engine/install/) so that `docker` is on PATH, or scan without it: --mode remote",
    usage: true,
  },
  DOCKER_UNAVAILABLE: {
    message: because("the Docker daemon cannot be reached"),
    hint: "Start Docker (`systemctl start docker`, or Docker Desktop), or check DOCKER_HOST and `docker context ls`",
    retryable: true,
    usage: true,
  },
  DOCKER_PERMISSION: {
    message: because("Docker refuses access to its socket"),
    hint: "Add the user to the group docker (`sudo usermod -aG docker $USER`, then log in again), or run as a user that may use Docker",
    usage: true,
  },
  DOCKER_SETTINGS: {
    message: because("Docker's settings do not fit"),
    hint: "Check DOCKER_HOST, DOCKER_CONTEXT, DOCKER_API_VERSION, DOCKER_CERT_PATH and ~/.docker/config.json; `docker version` by hand must work",
    usage: true,
  },
  BUILDX_MISSING: {
    message: because("BuildKit was requested, but this Docker has no buildx"),
    hint: "Install buildx (https://docs.docker.com/go/buildx/), or unset DOCKER_BUILDKIT",
  },
  BUILDKIT_NEEDED: {
    message: because("the Dockerfile needs BuildKit, or a newer one"),
    hint: "Install buildx (https://docs.docker.com/go/buildx/), or, with a Docker before 23, set DOCKER_BUILDKIT=1. If BuildKit is in use already, begin the Dockerfile with `# syntax=docker/dockerfile:1`, which fetches a newer one",
  },
  BASE_IMAGE: {
    message: because("a base image cannot be pulled"),
    hint: "Try `docker pull` with the names in its FROM lines; a private registry needs `docker login`, and a wrong name can look the same",
    retryable: true,
  },
  DISK_FULL: {
    message: because("the disk is full"),
    hint: "Free some space where Docker keeps its data: `docker system df` shows what takes it",
    retryable: true,
  },
  BUILD_FAILED: {
    message: because("the build failed"),
    hint: "Correct the Dockerfile or the files that it copies; `docker build` in its folder shows the whole log",
  },
  BUILD_TIMEOUT: {
    message: because("it took longer than allowed"),
    hint: "Raise the option `timeout` of docker_build; the log's last line shows where it stopped",
    retryable: true,
  },
  BUILD_NOT_LOADED: {
    message: because("the build succeeded, but Docker does not have the image"),
    hint: "The current builder does not load images into Docker: run `docker buildx use default`, or unset BUILDX_BUILDER",
  },
  DOCKER_FAILED: {
    message: because("Docker failed"),
    hint: "Run `docker version` and `docker images` by hand to see more",
  },
});

/** A code of {@linkcode dockerError} that Docker's own words show. */
export type DockerFailureCode =
  | "DOCKER_UNAVAILABLE"
  | "DOCKER_PERMISSION"
  | "DOCKER_SETTINGS"
  | "BUILDX_MISSING"
  | "BUILDKIT_NEEDED"
  | "BASE_IMAGE"
  | "DISK_FULL";
