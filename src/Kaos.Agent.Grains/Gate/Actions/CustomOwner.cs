namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>A custom resource that owns an object.</summary>
internal sealed record CustomOwner(string ApiVersion, string Kind, string Name, string Uid)
{
    public override string ToString() => $"{Kind} {Name} ({ApiVersion})";
}
