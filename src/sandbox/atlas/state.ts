/**
 * What the emulated Atlas holds: one organization, its logins, and projects with clusters, users, access lists and alerts. Plain JSON.
 */
import type { Clock, Random } from '../../core/ports.ts';

export interface Group {
  id: string;
  name: string;
  orgId: string;
  created: string;
}

export type Size = 'M0' | 'FLEX' | 'M10' | 'M20' | 'M30';

export interface Cluster {
  id: string;
  groupId: string;
  name: string;
  size: Size;
  provider: string;
  region: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  readyAt: number;
  /** Part of its name in the DNS: `name.abcde.mongodb.net`. */
  hash: string;
  /** Where its server listens; 0 until it ran once. */
  port: number;
  protected: boolean;
  backupEnabled: boolean;
  pitEnabled: boolean;
  schedule: { policyId: string; items: Record<string, unknown>[]; restoreWindowDays: number };
  snapshots: { id: string; at: number }[];
  tags?: { key: string; value: string }[];
  /** What is measured of it, where somebody set it. */
  load?: Partial<Load>;
}

export interface Load {
  connections: number;
  operationsPerSecond: number;
  readMs: number;
  cpuPercent: number;
}

export interface User {
  groupId: string;
  username: string;
  $password: string;
  roles: { roleName: string; databaseName: string; collectionName?: string }[];
  scopes: { name: string; type: string }[];
  description?: string;
  deleteAfterDate?: string;
}

export interface Access {
  groupId: string;
  cidrBlock: string;
  comment: string;
  deleteAfterDate?: string;
}

export interface Alert {
  id: string;
  groupId: string;
  created: string;
  updated: string;
  config: Record<string, unknown>;
}

/** A snapshot on its way into another cluster. */
export interface Restore {
  id: string;
  groupId: string;
  snapshotId: string;
  /** Id of the cluster that it is of, and of the one that it goes into; their names as they were asked for. */
  source: string;
  target: string;
  sourceName: string;
  targetName: string;
  /** Milliseconds since 1970. */
  asked: number;
  finished?: number;
  status: 'PENDING' | 'COMPLETED' | 'FAILED';
}

/** What goes wrong on purpose, by a switch in the dashboard. */
export interface Trouble {
  /** This machine comes from an address that no access list names. */
  elsewhere?: boolean;
  /** Every login at a cluster is refused. */
  passwords?: boolean;
  /** The storage quota is used up. */
  quota?: boolean;
  /** No more connections than this. */
  connections?: number;
  /** Requests to the Admin API come from an address that its access list does not name. */
  apiAccess?: boolean;
  /** No snapshot is taken. */
  snapshots?: boolean;
  /** No payment method. */
  payment?: boolean;
  /** What comes out of a snapshot: nothing, as restoring fails · half of the documents · no index · documents with something else in them. */
  restores?: 'failed' | 'halved' | 'unindexed' | 'garbled';
}

export interface AtlasState {
  organization: { id: string; name: string };
  account: { clientId: string; $clientSecret: string; $tokens: { text: string; until: number }[] };
  key: { publicKey: string; $privateKey: string; nonce: string };
  /** What both logins may do. */
  roles: string[];
  groups: Group[];
  clusters: Cluster[];
  users: User[];
  access: Access[];
  alerts: Alert[];
  restores?: Restore[];
  trouble: Trouble;
  /** Things that a person saw or switched by hand. */
  byHand: string[];
}

export interface Tools {
  clock: Clock;
  random: Random;
  /** How long a cluster takes, milliseconds. */
  buildMs: number;
  /** How long after it was made a Flex cluster gets its first snapshot, milliseconds; a day unless told, as at Atlas. */
  firstSnapshotMs?: number;
}

export function newState({ random }: Tools): AtlasState {
  return {
    organization: { id: hex(random, 24), name: 'Kingdom-77' },
    account: { clientId: `mdb_sa_id_${hex(random, 24)}`, $clientSecret: `mdb_sa_sk_${random.token(30)}`, $tokens: [] },
    key: { publicKey: letters(random, 8), $privateKey: random.uuid(), nonce: random.token(24) },
    roles: ['ORG_READ_ONLY', 'ORG_GROUP_CREATOR', 'GROUP_OWNER'],
    groups: [],
    clusters: [],
    users: [],
    access: [],
    alerts: [],
    trouble: {},
    byHand: [],
  };
}

/** The state with its tools; `version` grows with every change. */
export class Books {
  readonly state: AtlasState;
  readonly tools: Tools;
  version = 0;

  constructor(state: AtlasState, tools: Tools) {
    this.state = state;
    this.tools = tools;
  }

  now(): number {
    return this.tools.clock.now().getTime();
  }

  id(): string {
    return hex(this.tools.random, 24);
  }

  changed(): void {
    this.version++;
  }
}

/** IDLE is said when the server really runs. */
export function stateNameOf(cluster: Cluster, now: number): 'IDLE' | 'CREATING' {
  return cluster.port !== 0 && now >= cluster.readyAt ? 'IDLE' : 'CREATING';
}

export function hostOf(cluster: Cluster): string {
  return `${cluster.name.toLowerCase()}.${cluster.hash}.mongodb.net`;
}

/** The servers behind it; one is enough here, and it stands for all three. */
export function shardOf(cluster: Cluster): string {
  return `${cluster.name.toLowerCase()}-shard-00-00.${cluster.hash}.mongodb.net`;
}

export function hex(random: Random, length: number): string {
  return Buffer.from(random.token(length), 'base64url').toString('hex').slice(0, length);
}

export function letters(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random.fraction() * 26))).join('');
}
