import { defineErrors } from "../../../core/mod.ts";

/** The errors of the processor `dtr_rescan`, but for those of DTR itself. */
export const rescanError = defineErrors({
  DTR_NO_TAG: {
    message: (d: { id: string }) => `Cannot review "${d.id}": it is no tag of a DTR`,
    hint: "Put the source dtr_namespaces before dtr_rescan",
  },
  DTR_SCAN_FAILED: {
    message: (d: { image: string; platform: string }) => `DTR's scan of ${d.image} (${d.platform}) failed`,
    hint: "The page of the tag in DTR, and the logs of its job scan_check, may say why",
  },
  DTR_SCAN_TIMEOUT: {
    message: (d: { image: string; platform: string; timeout: string; status: string }) =>
      `DTR's scan of ${d.image} (${d.platform}) was requested, but not complete after ${d.timeout}; its status is ${d.status}`,
    hint: "DTR may still come to it. Raise the option `waitTimeout`, or look whether jobs are stuck in DTR",
  },
});
