import account from './zh-CN/account.json';
import common from './zh-CN/common.json';
import my from './zh-CN/my.json';
import rules from './zh-CN/rules.json';

export default { account, common, my, rules };
