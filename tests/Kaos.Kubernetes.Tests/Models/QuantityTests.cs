using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Tests.Models;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("512Mi", "536870912")]
    [InlineData("1500m", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("12E", "12000000000000000000")]
    [InlineData("0.5", "0.5")]
    [InlineData(".5Gi", "536870912")]
    [InlineData("-2k", "-2000")]
    [InlineData("100n", "0.0000001")]
    [InlineData("0", "0")]
    public void Parse_ValidText_GivesAmountInBaseUnits(string text, string expected)
    {
        Quantity.Parse(text).Value.ShouldBe(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("1 Gi")]
    [InlineData("1mi")]
    [InlineData("1.2.3")]
    [InlineData("five")]
    [InlineData("1e99")]
    [InlineData("99999999999999999999999999999Ei")]
    public void Parse_NotAQuantity_ThrowsFormatExceptionNamingTheText(string text)
    {
        Should.Throw<FormatException>(() => Quantity.Parse(text)).Message.ShouldContain($"'{text}'");
    }

    [Theory]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1536Mi", "1536Mi")]
    [InlineData("1000m", "1")]
    [InlineData("1.5", "1500m")]
    [InlineData("0.5Gi", "512Mi")]
    [InlineData("2000", "2k")]
    [InlineData("1e3", "1e3")]
    [InlineData("1500e3", "1500e3")]
    [InlineData("1.5Ki", "1536")]
    [InlineData("0Mi", "0")]
    public void ToString_AnyQuantity_IsCanonical(string text, string expected)
    {
        Quantity.Parse(text).ToString().ShouldBe(expected);
    }

    [Fact]
    public void Compare_DifferentSpellings_GoesByAmount()
    {
        Quantity.Parse("1Gi").ShouldBe(Quantity.Parse("1073741824"));
        (Quantity.Parse("900m") < Quantity.Parse("1")).ShouldBeTrue();
        (Quantity.Parse("1Gi") > Quantity.Parse("1G")).ShouldBeTrue();
    }

    [Fact]
    public void MilliValue_FinerThanMilli_RoundsUp()
    {
        Quantity.Parse("100u").MilliValue.ShouldBe(1);
        Quantity.Parse("250m").MilliValue.ShouldBe(250);
    }
}
