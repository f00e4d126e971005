package com.example.freight.distance;

/** A place by degrees. */
public record Place(double latitude, double longitude) {
  /** The great-circle distance in kilometres. */
  public double to(Place other) {
    double a = Math.toRadians(latitude);
    double b = Math.toRadians(other.latitude);
    double turn = Math.toRadians(other.longitude - longitude);
    double cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(turn);
    return 6371 * Math.acos(Math.min(1, cosine));
  }
}
