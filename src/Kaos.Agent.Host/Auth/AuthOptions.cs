namespace Kaos.Agent.Host.Auth;

/// <summary>Who is served. Section <c>Auth</c>.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>One of <see cref="LoopbackTrusts"/>.</summary>
    public string Loopback { get; set; } = LoopbackTrusts.LocalAdmin;

    /// <summary>YAML or JSON with the hashes of keys; null: nobody has a key.</summary>
    public string? KeysFile { get; set; }
}

/// <summary>What a caller on this machine is, when it shows no credentials.</summary>
internal static class LoopbackTrusts
{
    /// <summary>The local person, with every role but promoter.</summary>
    public const string LocalAdmin = "local-admin";

    /// <summary>A stranger.</summary>
    public const string Off = "off";
}
