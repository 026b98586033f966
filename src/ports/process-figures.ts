/**
 * What groups of processes use. Linux tells it in /proc; elsewhere `ps` does.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

export interface GroupFigures {
  /** Memory that is theirs alone, MiB. */
  memoryMb: number;
  /** Of all processors together since they started, milliseconds. Falls when one of them ends. */
  cpuMs: number;
}

/** By id of the group; groups without a process are absent. */
export async function groupFigures(groups: ReadonlySet<number>): Promise<Map<number, GroupFigures>> {
  if (groups.size === 0) return new Map();
  return process.platform === 'linux' ? fromProc(groups) : fromPs(groups);
}

/** TCP ports on which processes of a group listen; empty where that cannot be told (not on Linux). */
export async function listeningPorts(group: number): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const sockets = new Set(membersOf(group).flatMap(socketsOf));
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => textOf(file).split('\n').slice(1));
  const ports = lines.flatMap((line) => {
    // sl, local address, remote address, state (0A: listening), queues, timer, retransmits, user, timeout, inode: proc_net_tcp(5)
    const fields = line.trim().split(/\s+/);
    return fields[3] === '0A' && sockets.has(fields[9] ?? '') ? [Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)] : [];
  });
  return [...new Set(ports)].sort((a, b) => a - b);
}

function membersOf(group: number): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    const stat = textOf(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group;
  });
}

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const target = linkOf(`/proc/${pid}/fd/${fd}`);
      return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
    });
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** USER_HZ, which Linux has fixed for programs (time(7)). */
const ticksPerSecond = 100;

function fromProc(groups: ReadonlySet<number>): Map<number, GroupFigures> {
  const found = new Map<number, GroupFigures>();
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const stat = textOf(`/proc/${pid}/stat`);
    // The name in parentheses may itself hold spaces; fields are counted after it: 2 is the group, 11 and 12 are user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const group = Number(fields[2]);
    if (!groups.has(group)) continue;
    const status = textOf(`/proc/${pid}/status`);
    const own = kilobytes(status, 'RssAnon') + kilobytes(status, 'RssShmem');
    add(found, group, own / 1024, ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond);
  }
  return found;
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
}

async function fromPs(groups: ReadonlySet<number>): Promise<Map<number, GroupFigures>> {
  const found = new Map<number, GroupFigures>();
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pgid=,rss=,time='], { env: { ...process.env, LC_ALL: 'C' } });
  for (const line of stdout.split('\n')) {
    const [group = '', rss = '', time = ''] = line.trim().split(/\s+/);
    if (groups.has(Number(group))) add(found, Number(group), Number(rss) / 1024, millisecondsOf(time));
  }
  return found;
}

/** `1-02:03:04.56`: days, hours, minutes, seconds. */
function millisecondsOf(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}

function add(found: Map<number, GroupFigures>, group: number, memoryMb: number, cpuMs: number): void {
  const before = found.get(group) ?? { memoryMb: 0, cpuMs: 0 };
  found.set(group, { memoryMb: before.memoryMb + memoryMb, cpuMs: before.cpuMs + cpuMs });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
