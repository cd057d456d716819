namespace Kaos.Kubernetes.Client;

/// <summary>What a health endpoint of an API server says.</summary>
/// <param name="Passed">Whether it answered 200; 500 means that a check failed.</param>
/// <param name="Text">A line for each check, where it was asked for; else a word, or why the check fails.</param>
public sealed record HealthAnswer(bool Passed, string Text);
