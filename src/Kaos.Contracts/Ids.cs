namespace Kaos.Contracts;

/// <summary><c>inc-{12 hex of the fingerprint}-{8 hex}</c>.</summary>
public readonly record struct IncidentId(string Value)
{
    public override string ToString() => Value;
}

/// <summary><c>ses-{20 hex}</c>.</summary>
public readonly record struct SessionId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>SHA-256 of a plan, in hex: the plan that was shown is the plan that runs.</summary>
public readonly record struct PlanHash(string Value)
{
    public override string ToString() => Value;
}
