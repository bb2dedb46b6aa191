/* Runs before the pages, in browsers that cannot read them as well: so in the oldest script there is. Says what to do when the browser is too old
   (floor.json), or when the pages do not come. */
(function () {
	'use strict';
	var OLD = [
		'您的浏览器版本过低，页面可能打不开或出错。请升级浏览器：Chrome 或 Edge 109 以上（Windows 7 可用 109 版）、Firefox 102 以上、Safari 15 以上；360、QQ 等浏览器请升级到最新版，并切换到“极速模式”；微信请升级到最新版。',
		'您的瀏覽器版本過低，頁面可能打不開或出錯。請升級瀏覽器：Chrome 或 Edge 109 以上（Windows 7 可用 109 版）、Firefox 102 以上、Safari 15 以上。',
		'Your browser is too old: the pages may not open, or fail. Please use Chrome or Edge 109 (the last for Windows 7), Firefox 102, Safari 15, or anything newer.'
	];
	var LOST = [
		'页面没有打开：网络不通，或被代理、安全软件拦截。请检查网络后重新载入。',
		'頁面沒有打開：網路不通，或被代理、安全軟體攔截。請檢查網路後重新載入。',
		'The page did not open: there is no network, or something blocks it. Please check, and load it again.'
	];
	var shown = null;

	function supports(name, value) {
		return !!(window.CSS && CSS.supports && CSS.supports(name, value));
	}
	/* What the floor's browsers learnt last: Chromium 108, Firefox 101, Safari 15. */
	function tooOld() {
		if (navigator.vendor === 'Apple Computer, Inc.') return !supports('aspect-ratio', '1');
		return !supports('height', '1dvh');
	}

	function say(texts, again) {
		var app = document.getElementById('app');
		if (shown || !app) return;
		shown = document.createElement('div');
		shown.id = 'start';
		shown.setAttribute('role', 'alert');
		shown.style.cssText = 'padding:12px 16px;border-bottom:2px solid #a33;background:#fff4f0;color:#222;font:15px/1.7 sans-serif';
		for (var i = 0; i < texts.length; i++) {
			var line = document.createElement('p');
			line.lang = ['zh-CN', 'zh-Hant', 'en'][i];
			line.style.cssText = 'margin:4px 0';
			line.appendChild(document.createTextNode(texts[i]));
			shown.appendChild(line);
		}
		if (again) {
			var button = document.createElement('button');
			button.type = 'button';
			button.appendChild(document.createTextNode('重新载入 · 重新載入 · Reload'));
			button.onclick = function () {
				location.reload();
			};
			shown.appendChild(button);
		}
		app.parentNode.insertBefore(shown, app);
	}

	function check() {
		if (tooOld()) say(OLD, false);
	}
	/* A part that cannot be had or read, or a fault at the start: only while there is no page. */
	function failed() {
		setTimeout(function () {
			var app = document.getElementById('app');
			if (app && !app.firstChild) say(tooOld() ? OLD : LOST, true);
		}, 0);
	}

	window.addEventListener('error', failed, true);
	window.addEventListener('unhandledrejection', failed);
	if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', check);
	else check();
})();
