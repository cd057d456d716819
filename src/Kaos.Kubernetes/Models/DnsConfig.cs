namespace Kaos.Kubernetes.Models;

/// <summary>How a pod looks up names, on top of what its DNS policy says.</summary>
public sealed record DnsConfig
{
    public IReadOnlyList<string> Nameservers { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<string> Searches { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<DnsOption> Options { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>An option of the resolver, such as <c>ndots</c>.</summary>
public sealed record DnsOption
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string? Value { get; init; }
}
