import { textScript } from '../../src/demo/http/server.ts';
import { demoWorld } from '../../src/demo/world/default-world.ts';
import type { DemoWorld } from '../../src/demo/world/world.ts';

const HOUR = 3_600_000;

const printed: Readonly<Record<string, readonly string[]>> = {
  'サーバー01.例え.jp': ['再起動しました\n', '完了 ✅\n'],
  'büro-drucker.example.com': ['Grüße aus dem Büro 👩‍💻👨‍👩‍👧‍👦\n', 'ok\n'],
  'a-host-with-a-name-that-is-longer-than-most-columns.dc2.internal.example.com': ['ok\n'],
  'שרת.example.com': ['שלום עולם\n'],
};

/** Hosts, templates and jobs whose names take many columns, or two for a character. */
export function wideWorld(): DemoWorld {
  const world = demoWorld();
  world.hosts.clear();
  world.history.length = 0;
  for (const [name, texts] of Object.entries(printed)) {
    world.addHost({ name, hostgroup: { id: 9, name: 'ウェブ 🌐' } });
    world.script(name, textScript(texts, { everyMs: 100 }));
  }
  const { id } = world.addTemplate({
    name: 'Déploiement 🚀 全サーバー再起動',
    job_category: '運用',
    description_format: '全サーバーを再起動する 🚀 %{reason}',
    inputs: [{ name: 'reason', required: true }],
  });
  const job = (reason: string) => ({
    job_template_id: id,
    targeting_type: 'static_query',
    search_query: 'hostgroup ~ 🌐',
    inputs: { reason },
  });
  const recurrence = { cron_line: '*/15 6-20 * * mon-fri Europe/Paris', purpose: '定期再起動' };
  world.history.push(
    { agoMs: 2 * HOUR, login: 'anna', job: job('カーネル更新のため') },
    {
      agoMs: HOUR,
      login: 'admin',
      job: { ...job('👨‍👩‍👧‍👦 first, then everything else'), recurrence },
    },
  );
  return world;
}
