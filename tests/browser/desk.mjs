// How somebody at the desk goes about it: pages by their address, buttons by what they say, dialogs that ask before anything is done.
import { person } from './browser.mjs';
import { words } from './words.mjs';

export class DeskPerson {
	constructor(who, edition) {
		Object.assign(this, { who, edition, page: who.page });
	}
	// A place of the desk, or any page by its address.
	open(place) {
		return this.who.open(place.startsWith('/') ? place : `/desk/${this.edition}/${place}`);
	}
	button(key, values) {
		return this.page.locator('main').getByRole('button', { name: words(key, values), exact: true });
	}
	row(text) {
		return this.page.locator('tbody tr', { hasText: text });
	}
	get dialog() {
		return this.page.locator('dialog[open]');
	}
	// Confirms the dialog that is open, once it was filled in: {reason, fill(dialog)}; → what it said before.
	async confirm(name, { reason, fill } = {}) {
		const { dialog } = this;
		await dialog.waitFor();
		if (fill) await fill(dialog);
		if (reason) await dialog.locator('textarea').last().fill(reason);
		const said = await dialog.innerText();
		await dialog.getByRole('button', { name, exact: true }).click();
		const refusal = dialog.getByRole('alert').waitFor().then(() => dialog.innerText(), () => '');
		const refused = await Promise.race([dialog.waitFor({ state: 'detached' }), refusal]);
		if (refused) throw new Error(`refused: ${refused}`);
		await this.who.settled();
		return said;
	}
	// Presses a button and confirms the dialog that it opens.
	async ask(key, { on, confirm = key, ...rest } = {}) {
		await (on ? on.getByRole('button', { name: words(key), exact: true }) : this.button(key).first()).click();
		return this.confirm(typeof confirm === 'string' ? words(confirm) : confirm, rest);
	}
	text() {
		return this.page.locator('main').innerText();
	}
}

export async function atDesk(browser, server, client, edition) {
	const who = await person(browser, server);
	await who.login(client.account.email);
	return new DeskPerson(who, edition);
}
