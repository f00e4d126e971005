import { invoke } from '../../../shared/invoke.ts';
import { never, town, triaged } from './sink.ts';

// What the README quotes: reports of one failure, one after the other, and what each becomes in the tracker.
const { jira, clock, sink } = await town('data-center');
const ours = await sink();
const show = async (what: string, id: string) => {
  const before = jira.effects.length;
  await invoke(ours, triaged(id), never);
  console.log(`${what.padEnd(44)} ${jira.effects.slice(before).join(', ') || 'nothing'}`);
};
await show('it fails in run 1', '1');
await show('that event is delivered again', '1');
await show('it fails in run 2', '2');
console.log(`\n${jira.comments[0]?.body}\n`);
jira.people.close('BUILD-1');
await show('BUILD-1 is closed; it fails in run 3', '3');
jira.people.close('BUILD-1');
clock.pass(15 * 86_400);
await show('closed again; it fails in run 4, 15 days on', '4');
jira.people.close('BUILD-2', "Won't Do");
await show("BUILD-2 is closed as Won't Do; run 5", '5');
await jira.close();
