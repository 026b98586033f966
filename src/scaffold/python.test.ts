import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFiles } from '../ports/files.ts';
import { systemShell } from '../ports/shell.ts';
import { groundOf, surveyProject, updateProject } from './project.ts';

const answers = { project: 'Crown', domain: 'crown.example' };
const legacy = join(import.meta.dirname, '../../.ci/legacy');
// Debian's own Python: the machine's may be another one without FastAPI.
const python = '/usr/bin/python3';
const hasFastApi = (await systemShell.run(python, ['-c', 'import fastapi, uvicorn'])).code === 0;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-python-'));
  await cp(legacy, root, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("a repository in the guide's shape", () => {
  test('keeps every file of its own and gains what hosting needs', async () => {
    const files = openFiles(root);
    const before = await Promise.all(
      ['main.py', 'Procfile', 'dashboard/main.py', 'dashboard/Procfile', 'README.md'].map((path) => files.read(path)),
    );
    const found = await surveyProject(answers, groundOf(files, systemShell));
    expect(found.shape).toBe('python');
    const { written } = await updateProject(found, groundOf(files, systemShell));
    expect(written).toEqual(['.env.example', 'k77_health.py', 'k77_indexes.json', 'k77_indexes.py']);
    expect(
      await Promise.all(['main.py', 'Procfile', 'dashboard/main.py', 'dashboard/Procfile', 'README.md'].map((path) => files.read(path))),
    ).toEqual(before);
    expect(await files.read('bot/package.json')).toBeUndefined();
  });

  test('gets Procfiles where it has none', async () => {
    const files = openFiles(root);
    await files.remove('Procfile');
    await files.remove('dashboard/Procfile');
    await updateProject(await surveyProject(answers, groundOf(files, systemShell)), groundOf(files, systemShell));
    expect(await files.read('Procfile')).toBe('worker: python main.py\n');
    expect(await files.read('dashboard/Procfile')).toContain('--port $PORT');
  });
});

describe.skipIf(!hasFastApi)('the health module, under FastAPI of Debian (python3-fastapi, uvicorn)', () => {
  test('answers 503 without the healthy word while the database is broken, and 200 when it is back', async () => {
    const files = openFiles(root);
    await updateProject(await surveyProject(answers, groundOf(files, systemShell)), groundOf(files, systemShell));
    await files.write(
      'probe_app.py',
      `import asyncio, os
from fastapi import FastAPI
import k77_health
from k77_health import checks, health_answer
k77_health.KEEP_SECONDS = 0.0
app = FastAPI()
async def ping():
    if os.path.exists("broken"): raise RuntimeError("mongodb://user:pw@host is unhealthy")
check = checks(database=ping)
@app.get("/health/{name}")
async def health_of(name: str):
    return health_answer(*await check(name))
`,
    );
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const server = spawn(python, ['-m', 'uvicorn', 'probe_app:app', '--port', String(port)], { cwd: root, stdio: 'ignore' });
    try {
      const ask = async (): Promise<{ status: number; text: string }> => {
        for (let tries = 0; ; tries += 1) {
          try {
            const answer = await fetch(`http://127.0.0.1:${port}/health/database`);
            return { status: answer.status, text: await answer.text() };
          } catch (error) {
            if (tries > 100) throw error;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        }
      };
      expect(await ask()).toEqual({ status: 200, text: '{"status":"healthy","database":"connected"}' });
      await files.write('broken', '');
      const down = await ask();
      expect(down.status).toBe(503);
      expect(down.text).toBe('{"status":"down","check":"database"}');
      await files.remove('broken');
      expect((await ask()).status).toBe(200);
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  });

  test("the bot's own answer follows what the bot says of itself", async () => {
    const files = openFiles(root);
    await updateProject(await surveyProject(answers, groundOf(files, systemShell)), groundOf(files, systemShell));
    await files.write(
      'probe_bot.py',
      `import asyncio, urllib.request, urllib.error
from k77_health import serve_bot_health
alive = True
async def main():
    global alive
    server = await serve_bot_health(lambda: alive, host="127.0.0.1", port=0)
    port = server.sockets[0].getsockname()[1]
    def ask():
        try: return urllib.request.urlopen(f"http://127.0.0.1:{port}/health").status
        except urllib.error.HTTPError as error: return error.code
    first = await asyncio.to_thread(ask)
    alive = False
    print(first, await asyncio.to_thread(ask))
asyncio.run(main())
`,
    );
    expect((await systemShell.run(python, ['probe_bot.py'], { cwd: root })).stdout).toBe('200 503\n');
  });
});
