namespace Kaos.Contracts.Grants;

/// <summary>A grant, and the token that it is used with. The token is kept in memory only.</summary>
/// <param name="Until">When the grant ends; the broker's time.</param>
public sealed record GrantedToken(string Id, string Token, DateTimeOffset Until)
{
    /// <summary>Without the token: it never ends in a log.</summary>
    public override string ToString() => $"{Id} until {Until:O}";
}
