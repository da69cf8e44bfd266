import type { CompletionCommand, CompletionFlag, CompletionModel, Values } from "./model.ts";
import { quoteForFish } from "./quote.ts";

/** The completion for fish from 3.0. */
export function toFish({ commands, defaultCommand, flags }: CompletionModel): string {
  return `# Completion of scan for fish. To use it: scan completion fish | source
function __scan_command
    set -l words (commandline -opc)
    if set -q words[2]; and contains -- $words[2] ${commands.map(({ name }) => quoteForFish(name)).join(" ")}
        echo $words[2]
    else
        echo ${quoteForFish(defaultCommand)}
    end
end

function __scan_is_first
    test (count (commandline -opc)) -eq 1
end

function __scan_pipelines
    set -l words (commandline -opc)
    set -l args
    set -l at (contains -i -- --config $words); and set args --config $words[(math $at + 1)]
    for word in $words
        string match -q -- '--config=*' $word; and set args --config (string replace -- '--config=' '' $word)
    end
    command $words[1] completion --pipelines $args 2>/dev/null
end

complete -c scan -f
complete -c hullscan -w scan
${commands.map(toCommandLine).join("\n")}
${flags.map((flag) => `complete -c scan -n __scan_is_first ${toFlag(flag)}`).join("\n")}
${commands.flatMap(toLines).join("\n")}
`;
}

function toCommandLine({ name, description }: CompletionCommand): string {
  return `complete -c scan -n __scan_is_first -a ${quoteForFish(name)} -d ${quoteForFish(description)}`;
}

function toLines({ name, flags, values }: CompletionCommand): readonly string[] {
  const start = `complete -c scan -n ${quoteForFish(`test (__scan_command) = ${name}`)}`;
  const ofFlags = flags.map((flag) => `${start} ${toFlag(flag)}`);
  const words = toWords(values);
  return words === undefined ? ofFlags : [...ofFlags, `${start} -a ${words}`];
}

function toFlag({ names, description, values }: CompletionFlag): string {
  const parts = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  if (values !== undefined) parts.push(toValues(values));
  return [...parts, `-d ${quoteForFish(description)}`].join(" ");
}

function toValues(values: Values): string {
  if (values.of === "files") return "-r -F";
  if (values.of === "folders") return "-x -a '(__fish_complete_directories)'";
  const words = toWords(values);
  return words === undefined ? "-x" : `-x -a ${words}`;
}

function toWords(values: Values): string | undefined {
  if (values.of === "pipelines") return quoteForFish(["(__scan_pipelines)", ...values.words].join(" "));
  return values.of === "words" && values.words.length > 0 ? quoteForFish(values.words.join(" ")) : undefined;
}
