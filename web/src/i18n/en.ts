import account from './en/account.json';
import common from './en/common.json';
import my from './en/my.json';
import rules from './en/rules.json';

export default { account, common, my, rules };
