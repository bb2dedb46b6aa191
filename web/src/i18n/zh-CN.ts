import account from './zh-CN/account.json';
import common from './zh-CN/common.json';
import desk from './zh-CN/desk.json';
import my from './zh-CN/my.json';
import people from './zh-CN/people.json';
import queues from './zh-CN/queues.json';
import rulebook from './zh-CN/rulebook.json';
import rules from './zh-CN/rules.json';
import table from './zh-CN/table.json';

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
