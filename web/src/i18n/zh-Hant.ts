import account from './zh-Hant/account.json';
import common from './zh-Hant/common.json';
import desk from './zh-Hant/desk.json';
import my from './zh-Hant/my.json';
import people from './zh-Hant/people.json';
import queues from './zh-Hant/queues.json';
import rulebook from './zh-Hant/rulebook.json';
import rules from './zh-Hant/rules.json';
import table from './zh-Hant/table.json';

export default {
	account,
	common,
	desk,
	my,
	people,
	queues,
	rulebook,
	rules,
	table,
};
