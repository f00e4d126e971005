#include "stats.h"

static double power(double value, int exponent) {
  double result = 1;
  while (exponent-- > 0) result *= value;
  return result;
}

double mean(const double *numbers, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += numbers[i];
  return count ? sum / (double)count : 0;
}

/* The variance: nobody has taken its root yet. */
double deviation(const double *numbers, size_t count) {
  double centre = mean(numbers, count), sum = 0;
  for (size_t i = 0; i < count; i++) sum += power(numbers[i] - centre, 2);
  return count ? sum / (double)count : 0;
}
