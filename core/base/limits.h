/* All limits of the server, with their reasons. What an operator should tune is in the configuration instead; a limit that is here has a
 * test that crosses it. */
#ifndef CORE_BASE_LIMITS_H
#define CORE_BASE_LIMITS_H

/* ---- heads: browsers send below 2 KB; a session cookie and a long filter fit easily ---- */
#define LIMIT_HEAD_BYTES 16384   /* request line and headers together */
#define LIMIT_TARGET_BYTES 4096  /* path and query: what proxies pass on */
#define LIMIT_HEADERS 64         /* a browser sends about 20 */
#define LIMIT_AHEAD_BYTES 262144 /* sent before the answer to the request in work; nobody does that in earnest */

/* ---- proxies ---- */
#define LIMIT_PROXY_BYTES 2048 /* of a PROXY header: what clouds add to the addresses is some 100 */
#define LIMIT_PROXIES 32       /* stations in a Forwarded header; more than four is a mistake */

/* ---- HTTP/2 ---- */
#define LIMIT_STREAMS 100               /* requests of one connection at once: what browsers are used to */
#define LIMIT_STREAM_WINDOW 262144      /* a client may send so much of a body before it is told to go on */
#define LIMIT_CONNECTION_WINDOW 1048576 /* … of all bodies of its connection */
#define LIMIT_CONTINUATIONS 8           /* frames that go on with a head; one suffices for LIMIT_HEAD_BYTES */
#define LIMIT_TROUBLES 400     /* frames that cost us and bring nobody anything: a browser that leaves a page resets 100 streams … */
#define LIMIT_TROUBLES_RATE 20 /* … so many are forgotten a second, and one for each request that is answered */

/* ---- streams of events ---- */
#define LIMIT_EVENTS_POLL_MS 100   /* how often an instance looks for new rows: so late may an event be */
#define LIMIT_EVENTS_AT_ONCE 200   /* rows that are told one by one; of more, that one should begin anew */
#define LIMIT_EVENTS_BEHIND 65536  /* bytes that a listener has not taken: a slow one is dropped, never waited for */
#define LIMIT_EVENTS_RETRY_MS 3000 /* a client that lost its stream waits so long */
#define LIMIT_EVENTS_BEAT_S 15     /* a sign of life, so that proxies and phones keep the connection */
#define LIMIT_EVENTS_CHECK_S 30    /* how often it is looked whether a listener still may; log-outs are noticed at once */

/* ---- bodies ---- */
#define LIMIT_BODY_UNROUTED 65536 /* read and thrown away for a 404 or 405, so that the connection can stay open */
/* So much is read of whoever sends something that looks like a session: nearly all bodies are smaller. For more, the session is looked up first. */
#define LIMIT_BODY_UNKNOWN 65536
#define LIMIT_BODY_EMPTY 1024  /* of an action that takes no values: clients send {} */
#define LIMIT_JSON_DEPTH 32    /* a rulebook nests about 10 deep; a parser's stack is finite */
#define LIMIT_INPUT_ERRORS 100 /* mistakes listed in one answer */
/* A text that may have no more characters than this is a name, a title, an address: one line. As long as the longest mail address. */
#define LIMIT_LINE 254

/* ---- time: a phone on a bad network needs seconds, a slow-loris attack needs minutes ---- */
#define LIMIT_SILENT_S 4     /* from accept to the first byte: whoever has heard that there is a connection has sent one by then */
#define LIMIT_HEAD_S 10      /* from accept, or from the first byte of a later request, to the end of the head; includes the handshake */
#define LIMIT_IDLE_S 30      /* a kept-alive connection without a request; coming back costs one resumed handshake */
#define LIMIT_BODY_S 15      /* for a body, plus its length at … */
#define LIMIT_BODY_RATE 8192 /* … bytes a second: below GPRS nobody uploads a roadshow */
/* A body may end so long after what closes: what a phone needs for a form; more would be time to go on writing. */
#define LIMIT_BODY_LATE_S 2
#define LIMIT_STALL_S 20      /* a client that takes nothing of its answer */
#define LIMIT_SEND_S 15       /* for an answer, plus its length at … */
#define LIMIT_SEND_RATE 32768 /* … bytes a second: 100 MB may take 53 minutes */
#define LIMIT_LINGER_S 2      /* after a refusal, unread bytes are thrown away so long, or the client might never see the answer */
#define LIMIT_LINGER_BYTES (8L * 1024 * 1024)
#define LIMIT_DRAIN_S 30        /* accepted requests may take so long at shutdown; systemd's own patience is 90 s */
#define LIMIT_DRAIN_IDLE_MS 300 /* at shutdown, idle connections live so long: a request already on its way is still answered */
#define LIMIT_TICK_MS 250       /* how often deadlines are looked at; so much later they may strike */

/* ---- what is kept in memory ---- */
#define LIMIT_STREAM_BYTES 65536              /* of a file are in memory for one connection: four TLS records */
#define LIMIT_CACHE_MS 1000                   /* a public list may be so old */
#define LIMIT_CACHE_ENTRIES 512               /* of a loop */
#define LIMIT_CACHE_BYTES (64L * 1024 * 1024) /* of a loop */
#define LIMIT_GZIP_BYTES 16384                /* from so many on an answer is compressed for the one who asked: see core/request/gzip.h */
#define LIMIT_GZIP_KEPT_BYTES 1024            /* … and one that is kept for everybody: below, it is one packet either way */
#define LIMIT_PAGES_BYTES (64L * 1024 * 1024) /* all built pages together */
#define LIMIT_SEND_BUFFER \
	131072 /* the kernel's, for what a client has not acknowledged (it doubles this): 5 MB/s at 50 ms; else it grows to 4 MB */
#define LIMIT_LISTEN_BACKLOG 1024 /* a burst of a second or so */

#define LIMIT_MEMORY_MAPPED (256 * 1024) /* larger pieces are pages of their own, and gone when freed; smaller ones are worth keeping */
#define LIMIT_MEMORY_SPARE (16L * 1024 * 1024) /* free pages that may gather: what a moment's requests need again */
#define LIMIT_DB_BUFFER (1024 * 1024)          /* that a connection keeps for the largest row it ever saw; with a larger one it is closed */

/* ---- work ---- */
#define LIMIT_GROUP 64        /* requests in one transaction: measured, more gains nothing and locks longer */
#define LIMIT_RERUNS 3        /* of a handler whose transaction the database rolled back */
#define LIMIT_RETRY_AFTER_S 2 /* what a client is told when overloaded */

#define LIMIT_GROUPS_AT_ONCE 2 /* grouped transactions at once: while they commit, the next ones gather */

/* ---- work by class (core/request/route_class.h): what is more is answered 503, and takes nothing from other classes ----
 * Jobs that wait: no more than are done before people give up. Of one address, half of that: a school or an office behind one address
 * gets on, and still nobody fills a queue alone. Of one session: what a browser asks for at once, and some. Of one account: two browsers of
 * a person; who logs in a hundred times has no more. Workers are counted of sixteen. Bodies
 * are as many bytes as the jobs of two addresses may have in their bodies, if they are of the usual size, and never more than the machine has. */
#define LIMIT_HOT_WAITING 1024 /* a fifth of a second of hot writes */
#define LIMIT_HOT_ADDRESS 512
#define LIMIT_HOT_SESSION 100
#define LIMIT_HOT_ACCOUNT 200
#define LIMIT_HOT_BODIES (64 * 1024 * 1024) /* a thousand forms as large as they may be in one piece are half of it */

#define LIMIT_ORDINARY_WORKERS 14 /* of sixteen: hot writes get on while all others wait for locks */
#define LIMIT_ORDINARY_WAITING 1024
#define LIMIT_ORDINARY_ADDRESS 512
#define LIMIT_ORDINARY_SESSION 200 /* two connections of LIMIT_STREAMS */
#define LIMIT_ORDINARY_ACCOUNT 400
#define LIMIT_ORDINARY_BODIES (64 * 1024 * 1024)

#define LIMIT_HEAVY_WORKERS 4 /* of sixteen, for each of the following classes: full, they leave a quarter */

#define LIMIT_SLOW_WORKERS 2  /* of sixteen: a preview of 5,044 entries takes 310 MB while it runs, and a processor for three seconds */
#define LIMIT_SLOW_WAITING 64 /* of seconds each */
#define LIMIT_SLOW_ADDRESS 32
#define LIMIT_SLOW_SESSION 8
#define LIMIT_SLOW_ACCOUNT 12
#define LIMIT_SLOW_BODIES (32 * 1024 * 1024) /* rulebooks to be previewed */
#define LIMIT_SLOW_RETRY_AFTER_S 10

/* A large computation waits so long for memory that others hold: its worker is one of few. */
#define LIMIT_ROOM_WAIT_US 10000000

#define LIMIT_HASHING_WAITING 128 /* five seconds of four workers on two processors */
#define LIMIT_HASHING_ADDRESS 64  /* a room that logs in when the session begins */
#define LIMIT_HASHING_SESSION 16
#define LIMIT_HASHING_ACCOUNT 16
#define LIMIT_HASHING_BODIES (1024 * 1024)
#define LIMIT_HASHING_RETRY_AFTER_S 5

#define LIMIT_UPLOAD_WAITING 64 /* pieces, whose writing takes a disk's time */
#define LIMIT_UPLOAD_ADDRESS 32 /* of 4 MiB: half of the bytes */
#define LIMIT_UPLOAD_SESSION 8
#define LIMIT_UPLOAD_ACCOUNT 16
#define LIMIT_UPLOAD_BODIES (256 * 1024 * 1024)
#define LIMIT_UPLOAD_RETRY_AFTER_S 5

/* ---- database ---- */
#define LIMIT_DB_CONNECT_SECONDS 3 /* to connect, TLS included */
/* How long the database may be silent before all that waits for it is told so: each second it is asked, … */
#define LIMIT_DB_PULSE_SECONDS 1 /* … has so long for a byte, … */
#define LIMIT_DB_PULSE_CONNECT_SECONDS \
	2 /* … and then so long to greet a new connection: together less than the 5 s after which /readyz must say so */
#define LIMIT_DB_STATEMENT_SECONDS 60 /* without a byte from the server; then the connection is given up */
#define LIMIT_DB_PARAMETERS 64        /* placeholders of a statement */
#define LIMIT_DB_COLUMNS 64           /* of a result */
#define LIMIT_DB_STATEMENTS 512       /* kept prepared on a connection, more than the program has; then all are closed and it starts anew */
#define LIMIT_DB_WAIT_US 5000000      /* a request waits so long for a connection: a restart of MariaDB takes two or three seconds */
#define LIMIT_DB_RETRY_FIRST_US 50000 /* between attempts to connect: doubles from this … */
#define LIMIT_DB_RETRY_LAST_US 2000000 /* … to this */
#define LIMIT_DB_IDLE_US 10000000      /* an idle worker asks so often whether the database is still there, for /readyz */

/* ---- accounts: people mistype, programs guess ---- */
#define LIMIT_LOGINS_PAIR 10          /* tries for one account from one address, or from a known device, without a wait: people mistype */
#define LIMIT_LOGINS_ACCOUNT 100      /* … for one account from everywhere but its known devices */
#define LIMIT_LOGINS_ADDRESS 200      /* … from one client address for all accounts: a campus sits behind one */
#define LIMIT_LOGIN_WAIT_S 300        /* each further try doubles the wait, which begins with a second, up to this … */
#define LIMIT_LOGIN_WAIT_ACCOUNT_S 60 /* … or, of those from everywhere, this: the owner on a new device waits no longer for strangers */
#define LIMIT_DEVICE_S 15552000       /* a device is known for half a year after a log-in */
#define LIMIT_THROTTLE_WINDOW_US 900000000 /* a quarter of an hour */

/* ---- mail ---- */
#define LIMIT_MAIL_AGAIN_US \
	600000000              /* between letters about the same: ten minutes, so that who mends a mistake has the last word in time */
#define LIMIT_MAIL_ATTEMPTS 12 /* then a mail is given up, after two and a half days */
#define LIMIT_MAIL_SECONDS 30  /* to connect to the mail server, and twice that for the whole exchange */
#define LIMIT_MAIL_LOOK_S 15   /* how often the outbox is looked at for what is due again, or came from another server */

/* ---- TLS ---- */
#define LIMIT_CERTIFICATE_DAYS 30 /* a certificate that expires sooner is warned of: a new one takes an office a week or two */
#define LIMIT_TICKET_S \
	43200 /* a session ticket may be used so long, half a day of a judge's work; a key for them is new, and then old, as long */
#define LIMIT_TLS_MESSAGES 16  /* after the handshake, with no data between them: new keys are due once in many gigabytes */
#define LIMIT_TLS_ANSWERS 4096 /* bytes of OpenSSL's own answers to them that wait for a client to take them: some 150 */

#endif
