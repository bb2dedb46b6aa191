// Other tabs of this browser with the same entry open: they are counted, and told of every save.
import { onBeforeUnmount, ref } from 'vue';

interface Message {
	kind: 'hello' | 'here' | 'bye' | 'saved';
	tab: string;
	version?: number;
}

export function useNeighbours(entry: number, saved: (version: number) => void) {
	const me = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
	const known = new Set<string>();
	const others = ref(0);
	const channel = 'BroadcastChannel' in window ? new BroadcastChannel(`entry-${entry}`) : null;
	const say = (kind: Message['kind'], version?: number) => channel?.postMessage({ kind, tab: me, version } satisfies Message);

	if (channel)
		channel.onmessage = ({ data }: MessageEvent<Message>) => {
			if (data.kind === 'bye') known.delete(data.tab);
			else known.add(data.tab);
			others.value = known.size;
			if (data.kind === 'hello') say('here');
			if (data.kind === 'saved') saved(data.version ?? 0);
		};
	say('hello');
	const leave = () => say('bye');
	window.addEventListener('pagehide', leave);
	onBeforeUnmount(() => {
		leave();
		window.removeEventListener('pagehide', leave);
		channel?.close();
	});
	return { others, tell: (version: number) => say('saved', version) };
}
