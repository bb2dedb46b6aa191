// Sending a form once: busy while it is under way, the problem kept to be shown beside its field.
import { computed, nextTick, ref, shallowRef } from 'vue';
import { Problem } from '@/api/client';

export function useForm() {
	const busy = ref(false);
	const problem = shallowRef<unknown>(null);
	const of = (field: string): string | undefined => (problem.value instanceof Problem ? problem.value.of(field) : undefined);

	async function send(work: () => Promise<void>): Promise<boolean> {
		if (busy.value) return false;
		busy.value = true;
		problem.value = null;
		try {
			await work();
			return true;
		} catch (error) {
			problem.value = error;
			await nextTick();
			document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
			return false;
		} finally {
			busy.value = false;
		}
	}

	// A problem that names a field of this form is shown there; any other above the button.
	const general = (...fields: string[]) => computed(() => (fields.some((f) => of(f)) ? null : problem.value));
	return { busy, problem, of, send, general };
}
