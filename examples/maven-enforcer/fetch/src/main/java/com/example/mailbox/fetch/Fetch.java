package com.example.mailbox.fetch;

import com.example.mailbox.Mail;
import org.apache.http.impl.client.HttpClients;

/** Fetches mail over HTTP. */
public class Fetch {
  public Mail first() {
    return new Mail("1", HttpClients.createDefault().toString());
  }
}
