package com.example.mailbox;

/** One mail as it was fetched. */
public record Mail(String id, String subject) {}
