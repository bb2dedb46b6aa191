// A navigation that is one line on a phone is moved sideways so that the link of the present page, with the class "here", stays in sight.
import { nextTick, ref, watch, type Ref } from 'vue';

export function keepInSight(here: () => unknown): Ref<HTMLElement | undefined> {
	const nav = ref<HTMLElement>();
	watch([nav, here], async () => {
		await nextTick();
		const at = nav.value?.querySelector<HTMLElement>('.here');
		if (nav.value && at) nav.value.scrollLeft = at.offsetLeft - nav.value.offsetLeft - 40;
	}, { flush: 'post' });
	return nav;
}
