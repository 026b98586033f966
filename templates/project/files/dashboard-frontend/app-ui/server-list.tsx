'use client';
/** Servers that the person manages: those with the bot first. */
import { useState } from 'react';
import type { Server } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { TextField } from '../components/field.tsx';
import { Row, Stack } from '../components/layout.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { api, useLoaded } from './api.ts';
import { LoadedView } from './loaded-view.tsx';
import { ServerIcon } from './server-icon.tsx';
import styles from './server-list.module.css';

const load = async (signal: AbortSignal): Promise<readonly Server[]> => inOrder((await api.servers(signal)).servers);
const fewServers = 6;

/** With the bot first, then by name. */
export function inOrder(servers: readonly Server[]): readonly Server[] {
  return [...servers].sort((a, b) => Number(b.bot) - Number(a.bot) || a.name.localeCompare(b.name));
}

export function ServerList() {
  const servers = useLoaded(load);
  return (
    <Stack>
      <PageHeader title="Your servers">Those that Discord lets you manage.</PageHeader>
      <LoadedView of={servers} what="Loading your servers">
        {(all) => <Servers all={all} />}
      </LoadedView>
    </Stack>
  );
}

export function Servers({ all }: { all: readonly Server[] }) {
  const [wanted, setWanted] = useState('');
  const shown = all.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()));
  if (all.length === 0)
    return (
      <Card icon="server">
        <h2>No server yet</h2>
        <p>
          You manage no server in Discord. Make one there, or ask its owner for the permission “Manage Server”; then load this page again.
        </p>
      </Card>
    );
  return (
    <Stack>
      {all.length > fewServers ? (
        <TextField id="search" label="Find a server" type="search" value={wanted} onChange={({ target }) => setWanted(target.value)} />
      ) : null}
      <p role="status" className={styles.count}>
        {wanted.trim() === '' ? null : `${shown.length} of ${all.length} servers`}
      </p>
      <ul className={styles.list}>
        {shown.map((server) => (
          <ServerRow key={server.id} server={server} />
        ))}
      </ul>
    </Stack>
  );
}

function ServerRow({ server: { id, name, icon, owner, bot, premium, invite } }: { server: Server }) {
  return (
    <li className={styles.server}>
      <ServerIcon id={id} name={name} icon={icon} />
      <div>
        <h2 className={styles.name}>{name}</h2>
        <Row>
          {owner ? <Badge>Owner</Badge> : null}
          {premium ? <Badge tone="brand">Premium</Badge> : null}
          {bot ? null : <Badge tone="warn">The bot is not there</Badge>}
        </Row>
      </div>
      <div className={styles.actions}>
        <Row>
          {bot ? (
            <>
              <ButtonLink href={`/servers/${id}`} tone="secondary" track="server_select">
                Settings
              </ButtonLink>
              <ButtonLink href={`/servers/${id}/premium`}>Premium</ButtonLink>
            </>
          ) : invite ? (
            <ButtonLink href={invite}>Add the bot</ButtonLink>
          ) : null}
        </Row>
      </div>
    </li>
  );
}
