/* Sends the reply of an exchange through evhttp, with the headers that every answer has. */
#ifndef CORE_NET_SEND_H
#define CORE_NET_SEND_H

#include "core/request/exchange.h"

/* DONE is called once, on this loop, when the answer is out or the client is gone before that; it may free the exchange. */
void send_reply(struct exchange *, void (*done)(struct exchange *));

#endif
