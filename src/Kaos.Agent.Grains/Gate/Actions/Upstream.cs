namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Who makes an object what a repository says.</summary>
/// <param name="App">The application, Kustomization or release that it is part of; null where it does not say.</param>
/// <param name="Release">The Helm release or HelmRelease alone.</param>
/// <param name="Why">Part of a sentence.</param>
internal sealed record Upstream(string Tool, string? App, string? Release, string Why);
