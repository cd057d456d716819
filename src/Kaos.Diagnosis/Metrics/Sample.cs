namespace Kaos.Diagnosis.Metrics;

public readonly record struct Sample(DateTimeOffset At, double Value);
