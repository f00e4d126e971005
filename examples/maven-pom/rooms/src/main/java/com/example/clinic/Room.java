package com.example.clinic;

/** A room of the clinic. */
public record Room(String number, int beds) {}
