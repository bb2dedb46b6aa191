// Light, dark, or as the system says; remembered on this device.
import { ref } from 'vue';
import { shelf } from '@/kit/shelf';

export type Appearance = 'auto' | 'light' | 'dark';
const system = matchMedia('(prefers-color-scheme: dark)');
export const appearance = ref<Appearance>((shelf.get('appearance') as Appearance | null) ?? 'auto');

export function applyAppearance(): void {
	const dark = appearance.value === 'dark' || (appearance.value === 'auto' && system.matches);
	document.documentElement.classList.toggle('dark', dark);
}

export function setAppearance(value: Appearance): void {
	appearance.value = value;
	shelf.set('appearance', value);
	applyAppearance();
}

system.addEventListener('change', applyAppearance);
// Paper is light.
window.addEventListener('beforeprint', () => document.documentElement.classList.remove('dark'));
window.addEventListener('afterprint', applyAppearance);
