import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findEngine } from "../../needs.ts";
import { inTempFolder } from "../../temp_folder.ts";

/** GitHub's own rules, which are off by default; and the one off that opens every address of the file. */
const RULES = {
  "GH1001.ProvideRequiredLocationProperties": "Error",
  "GH1003.ProvideRequiredRegionProperties": "Error",
  "GH1004.ReviewArraysThatExceedConfigurableDefaults": "Error",
  "GH1005.LocationsMustBeRelativeUrisOrFilePaths": "Error",
  "GH1007.ProvideFullyFormattedMessageStrings": "Error",
  "SARIF2006.UrisShouldBeReachable": "Disabled",
};

const CONFIG = `<?xml version="1.0" encoding="utf-8"?>
<Properties>
${Object.entries(RULES)
  .map(
    ([rule, state]) =>
      `<Properties Key="${rule}.Options"><Property Key="RuleEnabled" Value="${state}" Type="Driver.RuleEnabledState" /></Properties>`,
  )
  .join("\n")}
</Properties>
`;

/**
 * Errors and warnings of Microsoft's SARIF Multitool about a file, by rule. It exits with 0 whatever it finds, and says nothing
 * of a file that it cannot read at all: only where SARIF2005, about the address that we have not, is among them, it has looked.
 */
export async function validateWithMultitool(sarif: string): Promise<readonly string[]> {
  const found: string[] = [];
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "rules.xml"), CONFIG);
    await writeFile(join(cwd, "scan.sarif"), sarif);
    const args = ["validate", "scan.sarif", "--config", "rules.xml", "--rule-kind", "Sarif;Ghas"];
    const { stdout } = await promisify(execFile)(
      findEngine("sarif-multitool") ?? "",
      [...args, "--level", "Error;Warning", "--kind", "Fail"],
      { cwd, maxBuffer: 2 ** 26, env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" } },
    );
    for (const [, level, rule, text] of stdout.matchAll(/: (error|warning) ([A-Z]+\d+)\S* ?(.*)/g)) {
      if (rule !== "WRN999") found.push(`${level} ${rule} ${text}`);
    }
  });
  return found;
}
