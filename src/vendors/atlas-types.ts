/**
 * What Atlas sends and takes, as far as k77 looks at it. Names are Atlas's: https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/
 */
export interface Organization {
  id: string;
  name: string;
}

export interface Group {
  id: string;
  name: string;
  orgId: string;
}

export type StateName = 'IDLE' | 'CREATING' | 'UPDATING' | 'DELETING' | 'REPAIRING';

export interface ConnectionStrings {
  /** `mongodb+srv://name.abcde.mongodb.net`, without user and database. Absent until the cluster is there. */
  standardSrv?: string;
}

export interface RegionConfig {
  providerName: 'AWS' | 'AZURE' | 'GCP' | 'TENANT';
  /** Of a TENANT. */
  backingProviderName?: 'AWS' | 'AZURE' | 'GCP';
  regionName: string;
  priority?: number;
  electableSpecs?: { instanceSize: string; nodeCount?: number };
}

export interface NewCluster {
  name: string;
  clusterType: 'REPLICASET';
  backupEnabled?: boolean;
  pitEnabled?: boolean;
  terminationProtectionEnabled?: boolean;
  replicationSpecs: { regionConfigs: RegionConfig[] }[];
}

export interface DedicatedCluster extends NewCluster {
  id: string;
  stateName: StateName;
  createDate?: string;
  mongoDBVersion?: string;
  connectionStrings?: ConnectionStrings;
  /** Whose keys encrypt its storage besides Atlas's own. */
  encryptionAtRestProvider?: 'NONE' | 'AWS' | 'AZURE' | 'GCP';
}

export interface NewFlexCluster {
  name: string;
  terminationProtectionEnabled?: boolean;
  providerSettings: { backingProviderName: 'AWS' | 'AZURE' | 'GCP'; regionName: string };
  tags?: { key: string; value: string }[];
}

export interface FlexCluster extends NewFlexCluster {
  id: string;
  stateName: StateName;
  createDate?: string;
  mongoDBVersion?: string;
  connectionStrings?: ConnectionStrings;
  backupSettings?: { enabled: boolean };
}

export interface DatabaseUser {
  username: string;
  databaseName: 'admin';
  roles: { roleName: string; databaseName: string; collectionName?: string }[];
  scopes?: { name: string; type: 'CLUSTER' | 'DATA_LAKE' | 'STREAM' }[];
  description?: string;
  /** When Atlas deletes it by itself, ISO 8601; at most a week ahead. */
  deleteAfterDate?: string;
}

export interface AccessEntry {
  cidrBlock?: string;
  ipAddress?: string;
  awsSecurityGroup?: string;
  comment?: string;
  deleteAfterDate?: string;
}

export interface PolicyItem {
  id?: string;
  frequencyType: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly' | 'ondemand';
  frequencyInterval: number;
  retentionUnit: 'days' | 'weeks' | 'months' | 'years';
  retentionValue: number;
}

export interface BackupSchedule {
  policies: { id?: string; policyItems: PolicyItem[] }[];
  restoreWindowDays?: number;
}

export interface Snapshot {
  id: string;
  status: 'queued' | 'inProgress' | 'completed' | 'failed';
  createdAt?: string;
}

export interface FlexSnapshot {
  id: string;
  status: 'PENDING' | 'QUEUED' | 'RUNNING' | 'FAILED' | 'COMPLETED';
  startTime?: string;
  finishTime?: string;
}

export interface FlexRestore {
  id: string;
  status: 'PENDING' | 'QUEUED' | 'RUNNING' | 'FAILED' | 'COMPLETED';
}

export interface NewAlert {
  eventTypeName: string;
  enabled: boolean;
  metricThreshold: { metricName: string; operator: 'GREATER_THAN' | 'LESS_THAN'; threshold: number; units: string; mode: 'AVERAGE' };
  notifications: { typeName: string; emailAddress?: string; intervalMin?: number; delayMin?: number }[];
}

export interface AlertConfig extends Partial<NewAlert> {
  id: string;
  eventTypeName: string;
  enabled: boolean;
}

export interface Process {
  /** `host:port`. */
  id: string;
  userAlias?: string;
  typeName: string;
}

export interface Measurements {
  measurements: { name: string; units: string; dataPoints: { timestamp: string; value: number | null }[] }[];
}
