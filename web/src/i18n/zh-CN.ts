import common from './zh-CN/common.json';

export default { common };
