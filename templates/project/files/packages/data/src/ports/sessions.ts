/** Logins. The cookie holds a random id, the database only its SHA-256: who reads the database cannot log in. */
export interface Session {
  /** SHA-256 of the cookie's value, hex. */
  id: string;
  userId: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  /** For the list of sessions: browser and system, as told by the browser, shortened. */
  device?: string | undefined;
}

export interface Sessions {
  create(session: Session): Promise<void>;
  /** Undefined also when it has expired. */
  get(id: string, now: Date): Promise<Session | undefined>;
  renew(id: string, lastSeenAt: Date, expiresAt: Date): Promise<void>;
  remove(id: string): Promise<void>;
  removeAll(userId: string): Promise<number>;
  list(userId: string, now: Date): Promise<readonly Session[]>;
}
