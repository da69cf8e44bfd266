import { defineErrors } from "../../../core/mod.ts";

/** The errors of the processor `dtr_rescan`, but for those of DTR itself. */
export const rescanError = defineErrors({
  DTR_NO_TAG: {
    message: (d: { id: string }) => `Cannot review "${d.id}": it is not a tag of a DTR`,
    hint: "Put the source dtr_namespaces before dtr_rescan",
  },
  DTR_SCAN_FAILED: {
    message: (d: { image: string; platform: string }) => `DTR's scan of ${d.image} (${d.platform}) failed`,
    hint: "Look at the tag's page in DTR and at the logs of DTR's job scan_check",
  },
  DTR_SCAN_TIMEOUT: {
    message: (d: { image: string; platform: string; timeout: string; status: string }) =>
      `DTR's scan of ${d.image} (${d.platform}) was requested, but is not complete after ${d.timeout}; its status is ${d.status}`,
    hint: "DTR may still finish it. Raise the option `waitTimeout`, or check DTR for stuck jobs",
  },
});
