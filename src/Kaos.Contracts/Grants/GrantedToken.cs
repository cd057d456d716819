namespace Kaos.Contracts.Grants;

/// <summary>A grant, and the token that it is used with. The token is kept in memory only.</summary>
/// <param name="Seconds">How much longer the grant stands, by the cluster's clock: the caller adds it to its
/// own.</param>
public sealed record GrantedToken(string Id, string Token, int Seconds)
{
    /// <summary>Without the token: it never ends in a log.</summary>
    public override string ToString() => $"{Id} for {Seconds} s";
}
