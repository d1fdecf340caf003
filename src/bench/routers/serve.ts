import { HeldProcess } from '../../rehearsal/held-process.js'

/** Ends with its standard input, so that nothing is left when the benchmark is killed. */
const holder = `port=$1; shift
"$@" </dev/null >&2 &
server=$!
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  kill -0 $server || exit 1
  sleep 0.02
done
echo ready
(while read -r _; do :; done; kill -TERM $server) <&0 >/dev/null 2>&1 &
wait $server`

/** Starts a server and waits until it listens on a port of 127.0.0.1. @throws Error with what it said when it does not start */
export function serve(called: string, port: number, command: readonly string[], onDied: (error: Error) => void) {
  return HeldProcess.start(called, ['bash', '-c', holder, 'bash', String(port), ...command], onDied)
}
