var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/transcripts/record-calls.ts
var record_calls_exports = {};
module.exports = __toCommonJS(record_calls_exports);
var import_node_child_process = require("node:child_process");
var import_node_fs = require("node:fs");
var file = process.env["BLUEGREEN_CALLS"];
delete process.env["NODE_OPTIONS"];
delete process.env["BLUEGREEN_CALLS"];
var mostBytes = 1024 * 1024;
function kept() {
  const chunks = [];
  let bytes = 0;
  return {
    add(chunk) {
      const data = Buffer.isBuffer(chunk) ? chunk : typeof chunk === "string" ? Buffer.from(chunk) : void 0;
      if (!data || bytes > mostBytes) return;
      bytes += data.length;
      chunks.push(data);
    },
    /** Byte for byte: in which code page a program writes is not known here. */
    text: () => Buffer.concat(chunks).toString("latin1")
  };
}
function record(into) {
  const note = (line) => (0, import_node_fs.appendFileSync)(into, `${JSON.stringify(line)}
`);
  const prototype = import_node_child_process.ChildProcess.prototype;
  const { spawn } = prototype;
  let calls = 0;
  prototype.spawn = function(options) {
    const call = ++calls;
    note({ call, program: options.file, args: options.args?.slice(1) ?? [] });
    const [stdin, stdout, stderr] = [kept(), kept(), kept()];
    let exitCode = null;
    this.once("exit", (code) => {
      exitCode = code;
    });
    const texts = () => ({ stdin: stdin.text(), stdout: stdout.text(), stderr: stderr.text() });
    this.once("close", () => note({ call, ...texts(), ...exitCode === null ? {} : { exitCode: exitCode >>> 0 } }));
    const result = spawn.call(this, options);
    if (this.stdout) noteReads(this.stdout, stdout.add);
    if (this.stderr) noteReads(this.stderr, stderr.add);
    if (this.stdin) noteWrites(this.stdin, stdin.add);
    return result;
  };
}
function noteReads(output, add) {
  const push = output.push.bind(output);
  output.push = (chunk, encoding) => {
    add(chunk);
    return push(chunk, encoding);
  };
}
function noteWrites(input, add) {
  const real = { write: input.write.bind(input), end: input.end.bind(input) };
  const noting = (name) => (...data) => {
    add(data[0]);
    return real[name](...data);
  };
  Object.assign(input, { write: noting("write"), end: noting("end") });
}
if (file) record(file);
