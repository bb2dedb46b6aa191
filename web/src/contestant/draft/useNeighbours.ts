// Other tabs of this browser with the same entry open: they are counted, and told of every save.
import { onBeforeUnmount, ref } from 'vue';
import { openChannel } from '@/kit/alone';

interface Message {
	kind: 'hello' | 'here' | 'bye' | 'saved';
	tab: string;
	version?: number;
}

export function useNeighbours(entry: number, saved: (version: number) => void) {
	const me = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
	const known = new Set<string>();
	const others = ref(0);
	const channel = openChannel<Message>(`entry-${entry}`, (message) => {
		if (message.kind === 'bye') known.delete(message.tab);
		else known.add(message.tab);
		others.value = known.size;
		if (message.kind === 'hello') say('here');
		if (message.kind === 'saved') saved(message.version ?? 0);
	});
	const say = (kind: Message['kind'], version?: number) => channel.say({ kind, tab: me, version });
	say('hello');
	const leave = () => say('bye');
	window.addEventListener('pagehide', leave);
	onBeforeUnmount(() => {
		leave();
		window.removeEventListener('pagehide', leave);
		channel.close();
	});
	return { others, tell: (version: number) => say('saved', version) };
}
