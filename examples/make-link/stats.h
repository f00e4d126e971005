#ifndef STATS_H
#define STATS_H

#include <stddef.h>

/* Reads at most `room` numbers from standard input. */
size_t read_numbers(double *numbers, size_t room);

/* Prints a bar for each tenth of the range. */
void print_histogram(const double *numbers, size_t count);

double mean(const double *numbers, size_t count);
double deviation(const double *numbers, size_t count);

#endif
