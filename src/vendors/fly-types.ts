/** What Fly.io's Machines API tells and takes, as far as k77 looks. https://docs.machines.dev */

export interface FlyToken {
  org_slug?: string;
  organization?: string;
  user?: string;
  token_id?: string;
}

export interface FlyApp {
  id: string;
  /** Unique among everybody. */
  name: string;
  status?: string;
  organization?: { name?: string; slug: string };
}

export interface FlyCheck {
  type: 'http';
  port?: number;
  path: string;
  /** `30s` */
  interval: string;
  timeout: string;
  /** How long it may fail after a start. */
  grace_period: string;
}

export interface FlyPort {
  port: number;
  handlers: readonly string[];
  force_https?: boolean;
}

export interface FlyServiceConfig {
  protocol: 'tcp';
  internal_port: number;
  ports: readonly FlyPort[];
  autostart?: boolean;
  autostop?: 'off' | 'stop' | 'suspend';
  checks?: readonly FlyCheck[];
}

/** As the API takes it and tells it; what k77 does not know is kept as it is. */
export interface FlyConfig {
  image: string;
  env?: Readonly<Record<string, string>>;
  /** `exec` counts instead of what the image starts. */
  init?: { exec?: readonly string[]; cmd?: readonly string[]; entrypoint?: readonly string[] };
  guest?: { cpu_kind: string; cpus: number; memory_mb: number };
  restart?: { policy: 'no' | 'always' | 'on-failure' | 'spot-price'; max_retries?: number };
  metadata?: Readonly<Record<string, string>>;
  checks?: Readonly<Record<string, FlyCheck>>;
  services?: readonly FlyServiceConfig[];
  mounts?: readonly { volume: string; path: string; name?: string }[];
  stop_config?: { signal?: string; timeout?: string };
  auto_destroy?: boolean;
}

export interface FlyEvent {
  type: string;
  status: string;
  source?: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  request?: {
    restart_count?: number;
    exit_event?: { exit_code?: number; requested_stop?: boolean; oom_killed?: boolean };
  };
}

export interface FlyMachine {
  id: string;
  name: string;
  /** created · starting · started · stopping · stopped · suspending · suspended · replacing · destroying · destroyed · failed */
  state: string;
  region: string;
  /** Of this version of its configuration. */
  instance_id: string;
  image_ref?: { repository?: string; tag?: string; digest?: string; labels?: Readonly<Record<string, string>> | null };
  created_at: string;
  updated_at: string;
  config: FlyConfig;
  /** Newest first. */
  events?: readonly FlyEvent[];
  checks?: readonly { name: string; status: string; output?: string }[];
}

export interface FlyVersion {
  version: string;
  user_config: FlyConfig;
}

export interface FlySecretName {
  name: string;
  digest: string;
}

export interface FlyVolume {
  id: string;
  name: string;
  region: string;
  state: string;
  size_gb: number;
  attached_machine_id?: string | null;
}

export interface FlyIp {
  ip: string;
  shared: boolean;
}

export interface FlyCertificate {
  hostname: string;
  /** The name leads here and a certificate is there. */
  configured: boolean;
  acme_requested?: boolean;
  status?: string;
  certificates?: readonly { source?: string; status?: string; expires_at?: string }[];
  validation?: { dns_configured?: boolean; alpn_configured?: boolean; http_configured?: boolean; ownership_txt_configured?: boolean };
  validation_errors?: readonly { code?: string; message?: string; remediation?: string }[];
  dns_requirements?: {
    a?: readonly string[];
    aaaa?: readonly string[];
    cname?: string;
    acme_challenge?: { name?: string; target?: string } | null;
    ownership?: { name?: string; app_value?: string; org_value?: string } | null;
  };
}

export interface FlyLine {
  timestamp: string;
  message: string;
  level?: string;
  instance?: string;
  region?: string;
}
